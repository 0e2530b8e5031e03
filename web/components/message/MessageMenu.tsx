import { useLingui } from '@lingui/react/macro'
import { type ReactNode, use, useRef, useState } from 'react'
import type { MenuAction } from '../../ui/Menu.tsx'
import { useTreeActions } from '../compare/use-tree-actions.tsx'
import { OpenMenu } from '../../ui/OpenMenu.tsx'
import { useExportAction } from '../exchange/use-export-action.tsx'
import { useTranslateAction } from '../language/use-translate-action.tsx'
import { ReadOnly } from '../read-only.ts'
import type { MessageContext } from './message-context.ts'
import { useAnswerInAction } from './use-answer-in-action.tsx'
import { usePlainAction } from '../plain-language/use-plain-action.ts'
import { useReadAloudAction } from './aloud/use-read-aloud-action.tsx'
import { useCopyActions } from './use-copy-actions.tsx'
import { useOriginAction } from './use-origin-action.tsx'

interface MessageMenuProps extends Omit<MessageContext, 'show'> {
  /** The button that was pressed. */
  trigger: HTMLElement
  /** Neither the menu nor what it opened is there any more. */
  onDone: () => void
}

/**
 * What else can be done with a question or an answer. Each part of the assistant brings its actions in a hook of its own,
 * one line here; what an action opens is given to `show`, and outlives the menu.
 */
export function MessageMenu({ trigger, onDone, ...about }: MessageMenuProps) {
  const { t } = useLingui()
  const [panel, setPanel] = useState<ReactNode>(null)
  const hasPanel = useRef(false)

  function show(next: ReactNode) {
    hasPanel.current = next !== null
    setPanel(next)
    if (next !== null) return
    onDone()
    // Once the dialog is gone: until then nothing outside of it can have the focus.
    setTimeout(() => trigger.focus())
  }

  const context: MessageContext = { ...about, show }
  const isReadOnly = use(ReadOnly)
  const actions: MenuAction[] = [
    ...useReadAloudAction(context),
    ...useCopyActions(context),
    ...useAnswerInAction(context).filter(() => !isReadOnly),
    ...useTreeActions(context).filter(({ id }) => !isReadOnly || id === 'compare-versions'),
    ...useTranslateAction(context),
    ...usePlainAction(context),
    ...useExportAction(context),
    ...useOriginAction(context),
  ]
  if (panel !== null) return panel
  return (
    <OpenMenu
      actions={actions}
      label={t`More`}
      onClose={() => {
        if (!hasPanel.current) onDone()
      }}
      trigger={trigger}
    />
  )
}
