import { z } from 'zod'

/** What came of reading galerne.yaml anew. */
export const Reloaded = z.object({
  /** What has changed and holds from now on: `providers`, `routes`, `telemetry.otlp`… Empty: nothing of it has changed. */
  changed: z.array(z.string()),
  /** Settings that have changed since the start and take effect at the next one, by their whole names: `server.port`. */
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
