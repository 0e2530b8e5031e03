import { Suspense, use, type ReactNode } from 'react'
import { useStore } from '../state/external-store.ts'
import { useApp } from './app-context.ts'

/**
 * What the assistant loads only when somebody wants it. Its texts are in a catalogue of their own (`EXTRAS` of
 * lingui.config.ts), which is there before any child is drawn. Children are `lazy` components.
 */
export function Extra({ children, fallback }: { children: ReactNode; fallback?: ReactNode }) {
  return (
    <Suspense fallback={fallback ?? null}>
      <WithTexts>{children}</WithTexts>
    </Suspense>
  )
}

function WithTexts({ children }: { children: ReactNode }) {
  const { language } = useApp()
  useStore(language.language)
  use(language.loadExtras())
  return children
}
