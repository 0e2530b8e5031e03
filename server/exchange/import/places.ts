import { AppError } from '#server/lib/app-error.ts'

export interface PlaceLimits {
  /** Read at once: each is a thread. */
  atOnce: number
  /** Coming in, waiting or being read, of one person. */
  perPerson: number
  /** Of all. Each may lie here with as many bytes as a file may have. */
  inAll: number
}

/** Who may send a file now, and whose is read now. */
export function createPlaces({ atOnce, perPerson, inAll }: PlaceLimits) {
  const counts = new Map<string, number>()
  const waiting: (() => void)[] = []
  let count = 0
  let reading = 0
  return {
    /** Before the first byte. Gives what ends it, of which twice is once. Throws `busy`. */
    enter(person: string): () => void {
      const own = counts.get(person) ?? 0
      if (own >= perPerson || count >= inAll) {
        const who = own >= perPerson ? 'You are' : 'Others are'
        throw new AppError('busy', `${who} importing right now. Try again in a minute.`, {
          retryAfterMs: 30_000,
        })
      }
      counts.set(person, own + 1)
      count += 1
      let isOver = false
      return () => {
        if (isOver) return
        isOver = true
        count -= 1
        const left = (counts.get(person) ?? 1) - 1
        if (left > 0) counts.set(person, left)
        else counts.delete(person)
      }
    },

    /** Resolves when it is its turn, with what ends it. */
    async turn(): Promise<() => void> {
      if (reading < atOnce) reading += 1
      else await new Promise<void>((resolve) => waiting.push(resolve))
      return () => {
        const next = waiting.shift()
        if (next) next()
        else reading -= 1
      }
    },
  }
}
