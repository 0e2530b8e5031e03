/** Where a source of a message is shown on the page. */
export function sourceElementId(messageId: string, number: number): string {
  return `s-${messageId}-${number}`
}
