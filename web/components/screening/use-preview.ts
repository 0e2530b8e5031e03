import { useEffect, useState } from 'react'
import type { Classification } from '#wire/classification.ts'
import type { ScreeningPreview } from '#wire/screening.ts'
import { ApiFailure } from '#sdk/api-failure.ts'
import { useApp } from '../app-context.ts'

/** Nothing personal is without one of these: most messages need not be asked about. */
const WORTH_ASKING = /\d{2}|@|[\w-]{20}|\p{Lu}\p{L}+[ .]+\p{Lu}/u
const PAUSE_MS = 500
const MAX_LENGTH = 200_000

export interface Previewed {
  /** The text that it is about, which may have been changed since. */
  text: string
  preview: ScreeningPreview
}

/** What would become of what is being written, a moment after the last letter; undefined: nothing is to be told. */
export function usePreview(
  text: string,
  modelId: string | undefined,
  classification: Classification | null,
): Previewed | undefined {
  const { client } = useApp()
  const [previewed, setPreviewed] = useState<Previewed>()
  const isWorthAsking =
    modelId !== undefined && text.length <= MAX_LENGTH && WORTH_ASKING.test(text)
  useEffect(() => {
    if (!isWorthAsking) return undefined
    const asking = new AbortController()
    const ask = async () => {
      const asked = { text, modelId, ...(classification && { classification }) }
      // Only now: most messages need none of it.
      const { createScreeningClient } = await import('#sdk/screening.ts')
      try {
        const screening = createScreeningClient(client.http)
        setPreviewed({ text, preview: await screening.previewScreening(asked, asking.signal) })
      } catch (error) {
        // Without the notice the message is screened all the same.
        if (!asking.signal.aborted && !(error instanceof ApiFailure)) throw error
      }
    }
    const timer = setTimeout(() => void ask(), PAUSE_MS)
    return () => {
      clearTimeout(timer)
      asking.abort()
    }
  }, [text, modelId, classification, isWorthAsking, client])
  if (!isWorthAsking || !previewed) return undefined
  const isTelling = previewed.preview.findings.some(({ choice }) => choice !== 'allow')
  return isTelling ? previewed : undefined
}
