import { z } from 'zod'
import { AttachmentNote, AttachmentProblem, AttachmentSection } from '#wire/attachments.ts'
import type { Log } from '#server/lib/log.ts'
import { runReader, type ReaderLimits } from './reader-process.ts'

const Section = AttachmentSection.omit({ tokens: true }).extend({ text: z.string() })

/** What the reader's process may say: it is believed no further than a stranger. */
const Said = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('text'),
    mediaType: z.string().max(100),
    sections: z.array(Section).max(10_000),
    notes: z.array(AttachmentNote),
  }),
  z.object({
    outcome: z.literal('picture'),
    mediaType: z.enum(['image/jpeg', 'image/png', 'image/webp']),
    width: z.int().positive().max(65_535),
    height: z.int().positive().max(65_535),
    notes: z.array(AttachmentNote),
  }),
  z.object({
    outcome: z.literal('problem'),
    problem: AttachmentProblem,
    unexpected: z.string().max(200).optional(),
  }),
])

/** What was read in a file; of a picture with its cleaned bytes. */
export type FileReading =
  | Exclude<z.infer<typeof Said>, { outcome: 'picture' }>
  | (Extract<z.infer<typeof Said>, { outcome: 'picture' }> & {
      bytes: Buffer
      /** What is written in it, where somebody recognised that. */
      sections?: TextSection[]
    })

export type TextSection = z.infer<typeof Section>

export type ReadFile = (name: string, bytes: readonly Buffer[]) => Promise<FileReading>

const MIB = 1024 * 1024
/** Ten times what the largest honest files of the test take on a slow machine. */
export const READER_LIMITS: ReaderLimits = {
  timeMs: 45_000,
  memoryMiB: 640,
  maxOutputBytes: 48 * MIB,
}

/** Reads files, each in a process of its own. */
export function createFileReader(log: Log, limits: ReaderLimits = READER_LIMITS): ReadFile {
  return async (name, bytes) => {
    const run = await runReader([...toRequest({ name }), ...bytes], limits)
    if (run.exceeded === null && run.code === 0) {
      const reading = toReading(run.output)
      const isOurs = reading.outcome === 'problem' && reading.unexpected !== undefined
      if (isOurs) log.warn('attachments.reader_failed', { kind: reading.unexpected })
      return reading
    }
    log.warn('attachments.reader_ended', { code: run.code, exceeded: run.exceeded })
    return { outcome: 'problem', problem: 'too_complex' }
  }
}

/** What comes before the file. */
export function toRequest(request: { name: string; draw?: readonly number[] }): Buffer[] {
  const line = Buffer.from(JSON.stringify(request))
  const head = Buffer.alloc(4)
  head.writeUInt32BE(line.length)
  return [head, line]
}

function toReading(output: Buffer): FileReading {
  const end = output.indexOf(0x0a)
  const said = Said.safeParse(parse(output.toString('utf8', 0, end < 0 ? 0 : end)))
  if (!said.success) return { outcome: 'problem', problem: 'damaged' }
  const { data } = said
  return data.outcome === 'picture' ? { ...data, bytes: output.subarray(end + 1) } : data
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
