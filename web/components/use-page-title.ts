import { useEffect } from 'react'
import { branding } from '../state/branding.ts'
import { useStore } from '../state/external-store.ts'

/** Names the window after what it shows. */
export function usePageTitle(title: string): void {
  const { name } = useStore(branding)
  useEffect(() => {
    document.title = `${title} – ${name}`
  }, [title, name])
}
