import { lazy, type ReactNode } from 'react'
import type { Denial } from '#wire/errors.ts'
import { Extra } from './Extra.tsx'

const DenialWords = lazy(async () => ({
  default: (await import('./denial/DenialWords.tsx')).DenialWords,
}))

/** Why a rule says no, in the reader's language; until that is loaded, or where there is no code for it, what is given instead. */
export function DenialText({ of, children }: { of: Denial | undefined; children: ReactNode }) {
  if (!of?.cause) return children
  return (
    <Extra fallback={children}>
      <DenialWords denial={of} />
    </Extra>
  )
}
