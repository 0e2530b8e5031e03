import { z } from 'zod'

/** How carefully something is to be handled, the least first. Anybody may raise it; lowering it is a right. */
export const Classification = z.enum(['public', 'internal', 'restricted', 'secret'])
export type Classification = z.infer<typeof Classification>

/** The more careful of the two. */
export function stricter(a: Classification, b: Classification): Classification {
  const { options } = Classification
  return options.indexOf(a) >= options.indexOf(b) ? a : b
}
