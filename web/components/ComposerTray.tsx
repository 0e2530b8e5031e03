import type { ComposerHandle } from './composer-handle.ts'

/** What lies above the message's field: the files that go along with it. */
export function ComposerTray({ composer: _ }: { composer: ComposerHandle }) {
  return null
}
