import { Suspense, use, type ReactNode } from 'react'
import { useStore } from '../state/external-store.ts'
import { useApp } from './app-context.ts'

interface ExtraProps {
  children: ReactNode
  fallback?: ReactNode
}

/**
 * What the assistant loads only when somebody wants it. Its texts are in a catalogue of their own (`EXTRAS` of
 * lingui.config.ts), which is there before any child is drawn. Children are `lazy` components.
 */
export function Extra({ children, fallback }: ExtraProps) {
  return (
    <Suspense fallback={fallback ?? null}>
      <WithExtras>{children}</WithExtras>
    </Suspense>
  )
}

/** What is drawn unasked, though not before the first paint: as `Extra`, with the texts of `SOON` alone. */
export function Soon({ children, fallback }: ExtraProps) {
  return (
    <Suspense fallback={fallback ?? null}>
      <WithSoon>{children}</WithSoon>
    </Suspense>
  )
}

function WithSoon({ children }: { children: ReactNode }) {
  const { language } = useApp()
  useStore(language.language)
  use(language.loadSoon())
  return children
}

function WithExtras({ children }: { children: ReactNode }) {
  const { language } = useApp()
  useStore(language.language)
  // Asked for at once, not one after the other.
  const extras = language.loadExtras()
  use(language.loadSoon())
  use(extras)
  return children
}
