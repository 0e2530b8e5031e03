import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { useRoute } from 'wouter'
import { ownNameOf } from '../../i18n/languages.ts'
import { Button } from '../../ui/Button.tsx'
import type { Translated } from './TranslateDialog.tsx'
import { lazyDialog } from '../exchange/lazy-dialog.tsx'

const TranslateDialog = lazyDialog(
  async () => (await import('./TranslateDialog.tsx')).TranslateDialog,
)

/** A way to what one wanted to read, where an answer came in another language. */
export function TranslateInto({ messageId, lang }: { messageId: string; lang: string }) {
  const { t } = useLingui()
  const [isIn, params] = useRoute('/c/:id')
  const [what, setWhat] = useState<Translated | null>(null)
  if (!isIn) return null
  const name = ownNameOf(lang)
  return (
    <>
      {' '}
      <Button
        className="mt-1"
        icon="language"
        onClick={() => setWhat({ kind: 'message', conversationId: params.id, messageId })}
      >
        {t`Translate into ${name}`}
      </Button>
      {what && <TranslateDialog into={lang} onClose={() => setWhat(null)} what={what} />}
    </>
  )
}
