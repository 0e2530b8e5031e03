import { Trans, useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useRef, useState } from 'react'
import { IconButton } from '../../ui/IconButton.tsx'
import type { MenuAction } from '../../ui/Menu.tsx'
import { AttachButton } from '../attachments/AttachButton.tsx'
import { focusMessageField } from '../Composer.tsx'
import type { ComposerHandle } from '../composer-handle.ts'
import { Extra } from '../Extra.tsx'

/** These bring React Aria along, which nobody needs to ask: loaded when somebody is about to want them. */
const loadMenu = () => import('../../ui/OpenMenu.tsx')
const OpenMenu = lazy(async () => ({ default: (await loadMenu()).OpenMenu }))
const AnswerLanguageDialog = lazy(async () => ({
  default: (await import('./AnswerLanguageDialog.tsx')).AnswerLanguageDialog,
}))
const ConversationRoom = lazy(async () => ({
  default: (await import('./ContextNotice.tsx')).ConversationRoom,
}))

const LibraryDialog = lazy(async () => ({
  default: (await import('../library/LibraryDialog.tsx')).LibraryDialog,
}))

type Opened = 'menu' | 'library' | 'language' | 'room'

/** What can go along with a message: files, what was prepared, a language for its answer. */
export function MessageTools({ composer }: { composer: ComposerHandle }) {
  const { t } = useLingui()
  const button = useRef<HTMLButtonElement>(null)
  const [opened, open] = useState<Opened | null>(null)
  const actions = useActions(composer, open)
  return (
    <>
      <AttachButton composer={composer} />
      <IconButton
        aria-expanded={opened === 'menu'}
        aria-haspopup="menu"
        icon="add"
        label={t`More for this message`}
        onClick={() => open('menu')}
        onFocus={() => void loadMenu()}
        onPointerEnter={() => void loadMenu()}
        ref={button}
      />
      <Suspense>
        {opened === 'menu' && (
          <OpenMenu
            actions={actions}
            label={t`More for this message`}
            // By then an action may have put a dialog in its place.
            onClose={() => open((now) => (now === 'menu' ? null : now))}
            placement="top start"
            trigger={button}
          />
        )}
      </Suspense>
      <Suspense>
        <OpenedTool composer={composer} onClose={() => open(null)} opened={opened} />
      </Suspense>
    </>
  )
}

function useActions(
  { conversationId, model }: ComposerHandle,
  open: (opened: Opened) => void,
): MenuAction[] {
  const { t } = useLingui()
  const room: MenuAction = {
    id: 'room',
    name: t`How full this conversation is`,
    icon: 'chart',
    onAction: () => open('room'),
  }
  return [
    { id: 'library', name: t`Prompts and presets`, icon: 'book', onAction: () => open('library') },
    {
      id: 'language',
      name: t`Language of this answer`,
      icon: 'language',
      onAction: () => open('language'),
    },
    ...(conversationId !== null && model?.contextTokens != null ? [room] : []),
  ]
}

interface OpenedToolProps {
  opened: Opened | null
  composer: ComposerHandle
  onClose: () => void
}

function OpenedTool({ opened, composer, onClose }: OpenedToolProps) {
  const { t } = useLingui()
  const { conversationId, model, draft, change } = composer
  if (opened === 'library') {
    return (
      <Extra>
        <LibraryDialog composer={composer} onClose={onClose} />
      </Extra>
    )
  }
  if (opened === 'room' && conversationId !== null && model) {
    return <ConversationRoom conversationId={conversationId} model={model} onClose={onClose} />
  }
  if (opened !== 'language') return null
  return (
    <Extra>
      <AnswerLanguageDialog
        action={<Trans>Save</Trans>}
        hasNone
        initial={draft.replyLang}
        onChoose={async (replyLang) => change({ replyLang })}
        onClose={() => {
          onClose()
          setTimeout(focusMessageField)
        }}
        title={t`Language of this answer`}
      />
    </Extra>
  )
}
