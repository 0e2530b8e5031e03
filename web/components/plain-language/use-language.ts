import { useEffect, useState } from 'react'
import type { PlainStandard } from '#wire/plain-language.ts'
import { usePlainClient } from './use-plain-client.ts'

/** Until nobody has typed for so long, and of no more than the beginning. */
const PAUSE_MS = 400
const SAMPLE_CHARACTERS = 1_000
/** Fewer say little. */
const LEAST_CHARACTERS = 20
const SETTLE_MS = 10_000

export interface LanguageOfText {
  /** As far as it is known now. */
  lang: string
  choose: (lang: string) => void
  /** Finds it out for what stands there now. Throws ApiFailure. */
  settle: () => Promise<string>
}

/**
 * The language of a text that is being written: the first one until enough stands there to tell, or as somebody chose it.
 * @param options.first where there are no standards for it, English
 */
export function useLanguage(
  source: string,
  { standards, first }: { standards: readonly PlainStandard[]; first: string },
): LanguageOfText {
  const client = usePlainClient()
  const [chosen, setChosen] = useState<string | null>(null)
  const [found, setFound] = useState<string | null>(null)
  const sample = source.trim().slice(0, SAMPLE_CHARACTERS)
  const isAsked = chosen === null && sample.length >= LEAST_CHARACTERS
  useEffect(() => {
    if (!isAsked) return undefined
    const stopped = new AbortController()
    const timer = setTimeout(() => {
      // The language can be chosen by hand.
      client.languageOf(sample, stopped.signal).then(setFound, () => undefined)
    }, PAUSE_MS)
    return () => {
      clearTimeout(timer)
      stopped.abort()
    }
  }, [client, isAsked, sample])

  const base = first.split('-')[0] ?? ''
  const fit = (lang: string | null) =>
    [lang, base].find((one) => standards.some((each) => each.lang === one)) ?? 'en'
  return {
    lang: chosen ?? fit(found),
    choose: setChosen,
    // Whoever pastes a text and begins at once does not wait for the pause.
    settle: async () =>
      isAsked
        ? fit(await client.languageOf(sample, AbortSignal.timeout(SETTLE_MS)))
        : (chosen ?? fit(found)),
  }
}
