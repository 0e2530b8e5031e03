import { Trans, useLingui } from '@lingui/react/macro'
import { useId, useState, type FormEvent } from 'react'
import type { Preferences } from '#wire/preferences.ts'
import { Button } from '../../ui/Button.tsx'
import { Spinner } from '../../ui/Spinner.tsx'
import { FailureNotice } from '../FailureNotice.tsx'
import { Switch } from './Switch.tsx'
import { usePreferences } from './use-preferences.ts'

/** What every answer is given with: who one is, and how one wants to be answered. */
export function AboutMeSection() {
  const { preferences, change, isRunning, failure } = usePreferences()
  return (
    <div className="grid gap-5">
      <p className="text-sm">
        <Trans>
          The model is told this with every question, in all your conversations. Nobody else sees
          it.
        </Trans>
      </p>
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      {preferences ? (
        <InstructionsForm
          isSaving={isRunning}
          onSave={change}
          // What was set elsewhere is what is shown.
          key={`${preferences.aboutMe}\n${preferences.howToAnswer}`}
          preferences={preferences}
        />
      ) : (
        !failure && <Spinner />
      )}
    </div>
  )
}

interface InstructionsFormProps {
  preferences: Preferences
  isSaving: boolean
  onSave: (change: Partial<Preferences>) => Promise<boolean>
}

function InstructionsForm({ preferences, isSaving, onSave }: InstructionsFormProps) {
  const { t } = useLingui()
  const [aboutMe, setAboutMe] = useState(preferences.aboutMe)
  const [howToAnswer, setHowToAnswer] = useState(preferences.howToAnswer)
  const isSame = aboutMe === preferences.aboutMe && howToAnswer === preferences.howToAnswer

  function save(event: FormEvent) {
    event.preventDefault()
    void onSave({ aboutMe, howToAnswer })
  }

  return (
    <form className="grid gap-5" onSubmit={save}>
      <Switch
        isOn={preferences.areInstructionsOn}
        label={<Trans>Tell the model</Trans>}
        onChange={(areInstructionsOn) => onSave({ areInstructionsOn })}
      />
      <Words
        label={t`About you`}
        onText={setAboutMe}
        placeholder={t`I work at the water board of a small town and write to citizens.`}
        text={aboutMe}
      />
      <Words
        label={t`How to answer`}
        onText={setHowToAnswer}
        placeholder={t`Short, in plain words, with the paragraph of the law where there is one.`}
        text={howToAnswer}
      />
      <div className="flex flex-wrap items-center gap-3">
        <Button isBusy={isSaving} look="primary" type="submit">
          <Trans>Save</Trans>
        </Button>
        <output className="text-sm">
          {isSame && preferences.aboutMe + preferences.howToAnswer !== '' && <Trans>Saved</Trans>}
        </output>
      </div>
    </form>
  )
}

interface WordsProps {
  label: string
  placeholder: string
  text: string
  onText: (text: string) => void
}

function Words({ label, placeholder, text, onText }: WordsProps) {
  const id = useId()
  return (
    <div className="grid gap-1.5 text-sm">
      <label className="font-medium text-ink" htmlFor={id}>
        {label}
      </label>
      <textarea
        className="field"
        dir="auto"
        id={id}
        maxLength={3000}
        onChange={({ target }) => onText(target.value)}
        placeholder={placeholder}
        rows={4}
        value={text}
      />
    </div>
  )
}
