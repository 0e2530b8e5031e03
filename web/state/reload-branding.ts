import { branding, readBranding } from './branding.ts'

/** After a change: the new stylesheet takes the place of the old one once it is there, so that nothing flickers. */
export async function reloadBranding(): Promise<void> {
  const before = document.querySelector<HTMLLinkElement>('link[href^="/branding.css"]')
  if (!before) return
  const after = document.createElement('link')
  after.rel = 'stylesheet'
  after.href = `/branding.css?at=${Date.now()}`
  const { promise, resolve } = Promise.withResolvers<void>()
  after.addEventListener('load', () => resolve())
  after.addEventListener('error', () => resolve())
  before.after(after)
  await promise
  before.remove()
  branding.set(readBranding())
}
