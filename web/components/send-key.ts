/** What a key press is made of, as far as sending goes. */
export interface KeyPress {
  key: string
  keyCode: number
  isComposing: boolean
  shiftKey: boolean
  altKey: boolean
  ctrlKey: boolean
  metaKey: boolean
}

/** What browsers report for a key that an input method took; Safari does so after it has already ended the composition. */
const TAKEN_BY_INPUT_METHOD = 229

/**
 * Whether the press sends the message: Enter on its own, but never while a word is being composed (Japanese, but dead keys
 * too: every European keyboard), and on a phone only together with Ctrl or ⌘, since there Enter is the only way to a new line.
 */
export function isSendKey(press: KeyPress, isTouch: boolean): boolean {
  if (press.key !== 'Enter' || press.isComposing) return false
  if (press.keyCode === TAKEN_BY_INPUT_METHOD) return false
  if (press.ctrlKey || press.metaKey) return true
  return !press.shiftKey && !press.altKey && !isTouch
}
