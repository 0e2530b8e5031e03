import { createContext, use } from 'react'
import type { App } from '../state/app.ts'

export const AppContext = createContext<App | null>(null)

/** What the page knows and does. */
export function useApp(): App {
  const app = use(AppContext)
  if (!app) throw new Error('This component stands outside of AppContext')
  return app
}
