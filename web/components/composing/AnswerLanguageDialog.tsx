import { Trans, useLingui } from '@lingui/react/macro'
import { useState, type ReactNode } from 'react'
import { choicesOf, EU_LANGUAGES } from '../../i18n/languages.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Select } from '../../ui/Select.tsx'
import { FailureNotice } from '../FailureNotice.tsx'
import { useTask } from '../use-task.ts'

interface AnswerLanguageDialogProps {
  title: string
  /** BCP 47; null: none is chosen. */
  initial: string | null
  /** Whether none may be chosen: then it is answered as usual. */
  hasNone: boolean
  /** What the button does. */
  action: ReactNode
  /** Closes once it is done. */
  onChoose: (lang: string | null) => Promise<unknown>
  onClose: () => void
}

/** In which language one answer is to be. */
export function AnswerLanguageDialog(props: AnswerLanguageDialogProps) {
  const { title, initial, hasNone, action, onChoose, onClose } = props
  const { t, i18n } = useLingui()
  const [chosen, setChosen] = useState(initial ?? '')
  const { run, isRunning, failure } = useTask()
  const languages = choicesOf(EU_LANGUAGES, i18n.locale).map(({ tag, name }) => ({
    value: tag,
    name,
    lang: tag,
  }))

  async function choose() {
    if (await run(() => onChoose(chosen === '' ? null : chosen))) onClose()
  }

  return (
    <Dialog
      actions={
        <>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button isBusy={isRunning} look="primary" onClick={() => void choose()}>
            {action}
          </Button>
        </>
      }
      closeLabel={t`Close`}
      onClose={onClose}
      title={title}
    >
      <Select
        label={t`Answer in`}
        onChange={({ target }) => setChosen(target.value)}
        options={[
          ...(hasNone ? [{ value: '', name: t`The language that I write in` }] : []),
          ...languages,
        ]}
        value={chosen}
      />
      {failure && (
        <div className="mt-3">
          <FailureNotice code={failure.code} detail={failure.message} />
        </div>
      )}
    </Dialog>
  )
}
