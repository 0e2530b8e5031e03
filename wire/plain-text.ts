import { z } from 'zod'

/**
 * A name or an id, on one line: no control characters and no halves of characters, neither of which a database keeps as
 * they came.
 */
export function plainText(maxLength: number) {
  return z
    .string()
    .max(maxLength)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'It has control characters, or halves of characters.')
}
