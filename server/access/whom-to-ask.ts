/** Whom somebody asks who was told no: whoever the organisation has named; empty: nobody, so its administrators. */
export function whomToAsk(contact: string): { askWhom: string; contact: string | null } {
  return contact === ''
    ? { askWhom: 'Ask your administrators.', contact: null }
    : { askWhom: `Ask ${contact}.`, contact }
}
