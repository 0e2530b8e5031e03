import type { AuditFinding } from '#wire/audit.ts'
import { messageOf } from '#server/lib/thrown.ts'
import { openTimeStamp } from '../sinks/time-stamp.ts'

export interface StampReport {
  count: number
  /** What the last one says; null: there is none. */
  last: { at: string; authority: string; size: number } | null
  finding: AuditFinding | null
}

interface Stamps {
  /** Undefined: a line that is none. */
  stamps: readonly ({ size: number; token: string } | undefined)[]
  notes: readonly (string | undefined)[]
  authorities: readonly string[]
}

/** Whether each time stamp is one of the checkpoint that it names. */
export function checkTimeStamps({ stamps, notes, authorities }: Stamps): StampReport {
  const bySize = new Map(notes.map((note) => [Number(note?.split('\n')[1]), note]))
  let last: StampReport['last'] = null
  for (const [at, stamp] of stamps.entries()) {
    const note = bySize.get(stamp?.size ?? -1)
    try {
      if (!stamp || note === undefined) throw new Error('there is no such checkpoint')
      const token = Buffer.from(stamp.token, 'base64')
      if (token.toString('base64') !== stamp.token) throw new Error('it is no time stamp')
      last = { ...openTimeStamp(token, note, { authorities }), size: stamp.size }
    } catch (error) {
      const message = `Time stamp ${at + 1} cannot be believed: ${messageOf(error)}.`
      return { count: at, last, finding: { kind: 'unsigned', sequence: null, message } }
    }
  }
  return { count: stamps.length, last, finding: null }
}
