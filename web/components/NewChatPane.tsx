import { Trans } from '@lingui/react/macro'
import { useLocation } from 'wouter'
import { useApp } from './app-context.ts'
import { Composer } from './Composer.tsx'

export function NewChatPane() {
  const { conversations, threadOf, drafts } = useApp()
  const [, navigate] = useLocation()

  async function send(text: string, idempotencyKey: string) {
    const { id } = await conversations.create({})
    await threadOf(id).start({ kind: 'message', parentId: null, text }, idempotencyKey)
    drafts.set(null, '')
    navigate(`/c/${id}`)
  }

  return (
    <main className="grid h-full grid-rows-[1fr_auto]">
      <h1 className="place-self-center font-display text-3xl">
        <Trans>What shall we look into?</Trans>
      </h1>
      <Composer conversationId={null} onSend={send} />
    </main>
  )
}
