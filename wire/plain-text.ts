import { z } from 'zod'

/**
 * What nobody sees: marks that turn the direction of what follows, spaces without width, tags. With them one name looks like
 * another. The joiners stay, which some scripts are not written right without.
 */
const INVISIBLE =
  '\\u{61C}\\u{200B}\\u{200E}\\u{200F}\\u{202A}-\\u{202E}\\u{2060}-\\u{2069}\\u{FEFF}\\u{E0000}-\\u{E007F}'
const ON_ONE_LINE = new RegExp(`^[^\\p{Cc}\\p{Cs}${INVISIBLE}]*$`, 'u')

/**
 * A name or an id, on one line: no control characters and no halves of characters, neither of which a database keeps as
 * they came, and nothing that is not seen.
 */
export function plainText(maxLength: number) {
  return z
    .string()
    .max(maxLength)
    .regex(ON_ONE_LINE, 'It has control characters, invisible ones, or halves of characters.')
}
