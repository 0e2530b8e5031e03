import { z } from 'zod'

/** What came of reading galerne.yaml anew. */
export const Reloaded = z.object({
  /** Sections that hold from now on: `providers`, `routes`, `prices`. Empty: nothing in them has changed. */
  changed: z.array(z.string()),
  /** Sections that have changed since the start, and take effect at the next one. */
  needsRestart: z.array(z.string()),
})
export type Reloaded = z.infer<typeof Reloaded>

export const RotatedSecrets = z.object({
  /** Values that are under the newest key now. */
  rewrapped: z.int(),
  /** Keys of galerne.yaml that are needed no more and may be taken out. */
  oldKeys: z.int(),
})
export type RotatedSecrets = z.infer<typeof RotatedSecrets>
