export interface TurnLimits {
  /** Read at the same time. */
  atOnce: number
  /** Of one person: coming in, waiting and being read. */
  perPerson: number
  /** Of everybody. */
  inAll: number
}

export type ReaderTurns = ReturnType<typeof createReaderTurns>

interface Waiting {
  start: () => void
}

/** Who may send in a file, and whose is read next: of those who wait one after the other, so that nobody waits for all of another's. */
export function createReaderTurns({ atOnce, perPerson, inAll }: TurnLimits) {
  const counts = new Map<string, number>()
  let count = 0
  let running = 0
  /** The first one is next. */
  const waiting = new Map<string, Waiting[]>()

  const next = () => {
    const [first] = waiting
    if (!first) {
      running -= 1
      return
    }
    const [person, [one, ...others]] = first
    waiting.delete(person)
    if (others.length > 0) waiting.set(person, others)
    one?.start()
  }

  const wait = (person: string, signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const one: Waiting = {
        start() {
          signal.removeEventListener('abort', leave)
          resolve()
        },
      }
      const leave = () => {
        const left = (waiting.get(person) ?? []).filter((each) => each !== one)
        if (left.length > 0) waiting.set(person, left)
        else waiting.delete(person)
        reject(signal.reason)
      }
      waiting.set(person, [...(waiting.get(person) ?? []), one])
      signal.addEventListener('abort', leave, { once: true })
    })

  return {
    /** What ends it, to be called once; undefined: there are too many already. */
    enter(person: string): (() => void) | undefined {
      const own = counts.get(person) ?? 0
      if (own >= perPerson || count >= inAll) return undefined
      counts.set(person, own + 1)
      count += 1
      return () => {
        const left = (counts.get(person) ?? 1) - 1
        if (left > 0) counts.set(person, left)
        else counts.delete(person)
        count -= 1
      }
    },

    /** Throws the signal's reason where whoever waits has gone. */
    async take<T>(person: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
      signal.throwIfAborted()
      if (running < atOnce) running += 1
      else await wait(person, signal)
      try {
        return await work()
      } finally {
        next()
      }
    },
  }
}
