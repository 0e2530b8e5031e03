/** Values from callbacks, for a `for await`: unbounded, because what fills it is bounded itself. */
export interface EventChannel<T> {
  push(value: T): void
  /** The reader gets what is there, then this error. */
  fail(error: Error): void
  /** All values that are there; waits for the first. undefined: closed. */
  take(): Promise<T[] | undefined>
  close(): void
}

export function createEventChannel<T>(): EventChannel<T> {
  let values: T[] = []
  let end: { error: Error | null } | undefined
  let wake = () => {}
  const finish = (error: Error | null) => {
    end ??= { error }
    wake()
  }
  return {
    push(value) {
      if (end) return
      values.push(value)
      wake()
    },
    fail: (error) => finish(error),
    close: () => finish(null),
    async take() {
      while (values.length === 0) {
        if (end?.error) throw end.error
        if (end) return undefined
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      const all = values
      values = []
      return all
    },
  }
}
