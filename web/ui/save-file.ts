/** Hands the browser a file to keep; it never opens it. */
export function saveFile(name: string, content: BlobPart, type: string): void {
  const address = URL.createObjectURL(new Blob([content], { type }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // The download has begun once the click is handled.
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}
