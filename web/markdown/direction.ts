const RTL = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/g
const LETTER = /\p{L}/gu
const ADDRESS = /`[^`]{1,200}`|https?:\/\/\S+|[^\s@]{1,64}@[^\s@]{1,255}/g

/**
 * The `dir` of a block. `auto` (the first strong letter decides) while the text has letters of one direction only; where
 * they are mixed the majority decides, so that an Arabic sentence may begin with a Latin name. Undefined without letters:
 * a number stands as the text around it does.
 */
export function directionOf(text: string): 'auto' | 'rtl' | 'ltr' | undefined {
  const rtl = text.match(RTL)?.length ?? 0
  if (rtl === 0) return /\p{L}/u.test(text) ? 'auto' : undefined
  // An address is written in Latin letters whatever the language.
  const letters = text.replace(ADDRESS, '').match(LETTER)?.length ?? 0
  return rtl * 2 >= letters ? 'rtl' : 'ltr'
}
