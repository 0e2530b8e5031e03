import { z } from 'zod'

/**
 * A trail in a folder, which anybody can check: `entries.jsonl` (each line byte for byte what is hashed), `hashes.bin` (their
 * leaf hashes, 32 bytes each), `checkpoints.jsonl`, `time-stamps.jsonl`, `keys.txt` (a verifier key of signed notes a line) and
 * `trail.json`. All but the last are only ever appended to.
 */
export const FILES = {
  trail: 'trail.json',
  entries: 'entries.jsonl',
  hashes: 'hashes.bin',
  checkpoints: 'checkpoints.jsonl',
  timeStamps: 'time-stamps.jsonl',
  keys: 'keys.txt',
} as const

export const FORMAT = 'galerne-audit-1'

export const BundleHead = z.strictObject({
  format: z.literal(FORMAT),
  /** The first line of its checkpoints. */
  origin: z.string().min(1),
  /** The number of its first entry. */
  from: z.int().min(0),
  /** Hashes of the tree before it, base64. */
  prefix: z.array(z.string()),
})
export type BundleHead = z.infer<typeof BundleHead>

export const CheckpointLine = z.strictObject({ note: z.string() })

export const TimeStampLine = z.strictObject({
  /** Of the checkpoint that it is about. */
  size: z.int().min(0),
  /** RFC 3161, base64. */
  token: z.string(),
})

export function writeHead(head: BundleHead): string {
  return `${JSON.stringify(head, null, 2)}\n`
}
