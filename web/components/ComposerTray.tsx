import type { ComposerHandle } from './composer-handle.ts'

/** What lies above the message's field: the files that go along with it. */
export function ComposerTray({ composer }: { composer: ComposerHandle }) {
  const { attachmentIds } = composer.draft
  return attachmentIds.length === 0 ? null : <div className="empty:hidden" />
}
