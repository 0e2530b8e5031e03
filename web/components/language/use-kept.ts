import { useCallback, useState } from 'react'

/** What was written on a page, as long as this tab is open: in memory alone, gone with the page at sign-out. */
const kept = new Map<string, unknown>()

/** Like useState, but whoever comes back to the page finds what they left; without a name nothing is kept. */
export function useKept<Value>(
  name: string | null,
  initial: Value,
): [Value, (change: (before: Value) => Value) => void] {
  const [value, setValue] = useState<Value>(() =>
    // Only this hook writes under the name, with one type for each.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    name !== null && kept.has(name) ? (kept.get(name) as Value) : initial,
  )
  const change = useCallback(
    (next: (before: Value) => Value) =>
      setValue((before) => {
        const after = next(before)
        if (name !== null) kept.set(name, after)
        return after
      }),
    [name],
  )
  return [value, change]
}
