import { Trans, useLingui } from '@lingui/react/macro'
import { useId, useState, type FormEvent } from 'react'
import type { PromptContent, PromptVariable } from '#wire/library.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { checkValue, fillPrompt, variablesOf } from './fill-prompt.ts'
import { useWrongWords } from './use-wrong-words.ts'

interface VariablesDialogProps {
  title: string
  content: PromptContent
  onClose: () => void
  onFilled: (text: string) => void
}

/** Asks for what a prompt leaves open, and gives the text with all of it in its place. */
export function VariablesDialog({ title, content, onClose, onFilled }: VariablesDialogProps) {
  const { t } = useLingui()
  const variables = variablesOf(content)
  const [values, setValues] = useState(
    () => new Map(variables.map(({ name, default: value }) => [name, value])),
  )
  const [isChecked, setIsChecked] = useState(false)
  const formId = useId()
  const wrongs = variables.map((variable) => checkValue(variable, values.get(variable.name) ?? ''))

  function fill(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    setIsChecked(true)
    const first = wrongs.findIndex((wrong) => wrong !== undefined)
    if (first < 0) return onFilled(fillPrompt(content.text, values))
    const fields = event.currentTarget.querySelectorAll<HTMLElement>('.field')
    fields[first]?.focus()
  }

  return (
    <Dialog
      actions={
        <>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button form={formId} look="primary" type="submit">
            <Trans>Put into the message</Trans>
          </Button>
        </>
      }
      closeLabel={t`Close`}
      onClose={onClose}
      title={title}
    >
      <form className="grid gap-4" id={formId} noValidate onSubmit={fill}>
        {variables.map((variable, at) => (
          <VariableField
            key={variable.name}
            onValue={(value) => setValues(new Map(values).set(variable.name, value))}
            value={values.get(variable.name) ?? ''}
            variable={variable}
            wrong={isChecked ? wrongs[at] : undefined}
          />
        ))}
      </form>
    </Dialog>
  )
}

interface VariableFieldProps {
  variable: PromptVariable
  value: string
  wrong: ReturnType<typeof checkValue>
  onValue: (value: string) => void
}

function VariableField({ variable, value, wrong, onValue }: VariableFieldProps) {
  const wordsOf = useWrongWords()
  const id = useId()
  const { name, label, isRequired } = variable
  return (
    <div className="grid gap-1.5 text-sm">
      <label className="font-medium text-ink" htmlFor={id}>
        <bdi>{label || name}</bdi>
        {!isRequired && (
          <span className="ms-2 font-normal text-ink-muted">
            <Trans>optional</Trans>
          </span>
        )}
      </label>
      <Control
        describedBy={wrong === undefined ? undefined : `${id}-wrong`}
        id={id}
        onValue={onValue}
        value={value}
        variable={variable}
      />
      {wrong !== undefined && (
        <p className="flex items-start gap-1.5 text-danger" id={`${id}-wrong`}>
          <Icon name="danger" size={16} />
          {wordsOf(wrong, variable)}
        </p>
      )}
    </div>
  )
}

interface ControlProps {
  id: string
  variable: PromptVariable
  value: string
  describedBy: string | undefined
  onValue: (value: string) => void
}

function Control({ id, variable, value, describedBy, onValue }: ControlProps) {
  const { type, choices, isRequired } = variable
  const common = {
    id,
    value,
    className: 'field',
    'aria-invalid': describedBy !== undefined,
    'aria-required': isRequired,
    ...(describedBy !== undefined && { 'aria-describedby': describedBy }),
    onChange: ({ target }: { target: { value: string } }) => onValue(target.value),
  }
  if (type === 'long_text') return <textarea dir="auto" rows={5} {...common} />
  if (type === 'choice') {
    return (
      <select {...common}>
        <option value="">–</option>
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {choice}
          </option>
        ))}
      </select>
    )
  }
  if (type === 'number') return <input inputMode="decimal" {...common} />
  return <input dir="auto" type={type === 'date' ? 'date' : 'text'} {...common} />
}
