/** A text that another page hands to this one; it is in no address, and gone once it was taken. */
export interface HandedText {
  text: string
  lang: string | null
  /** Whose class it has. */
  conversationId: string
}

let handed: HandedText | null = null

export function handText(text: HandedText): void {
  handed = text
}

export function takeText(): HandedText | null {
  const taken = handed
  handed = null
  return taken
}
