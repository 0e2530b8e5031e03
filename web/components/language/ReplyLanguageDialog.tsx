import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { Conversation } from '#wire/conversations.ts'
import { choicesOf, EU_LANGUAGES } from '../../i18n/languages.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Select } from '../../ui/Select.tsx'
import { useApp } from '../app-context.ts'

interface ReplyLanguageDialogProps {
  conversation: Conversation
  onClose: () => void
}

/** In which language a conversation is always answered. */
export function ReplyLanguageDialog({ conversation, onClose }: ReplyLanguageDialogProps) {
  const { t, i18n } = useLingui()
  const { conversations } = useApp()
  const [chosen, setChosen] = useState(conversation.lang ?? '')

  function save() {
    onClose()
    void conversations.change(conversation.id, { lang: chosen === '' ? null : chosen })
  }

  return (
    <Dialog
      actions={
        <Button look="primary" onClick={save}>
          <Trans>Save</Trans>
        </Button>
      }
      closeLabel={t`Close`}
      onClose={onClose}
      title={t`Language of the answers`}
    >
      <Select
        label={t`Answer in`}
        onChange={({ target }) => setChosen(target.value)}
        options={[
          { value: '', name: t`The language that I write in` },
          ...choicesOf(EU_LANGUAGES, i18n.locale).map(({ tag, name }) => ({
            value: tag,
            name,
            lang: tag,
          })),
        ]}
        value={chosen}
      />
      <p className="mt-2 text-sm text-ink-muted">
        <Trans>
          Holds for every answer in this conversation from now on, whatever language you write in.
        </Trans>
      </p>
    </Dialog>
  )
}
