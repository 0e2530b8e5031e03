import { Trans, useLingui } from '@lingui/react/macro'
import { useId } from 'react'
import type { PromptContent, PromptVariable, VariableType } from '#wire/library.ts'
import { Icon } from '../../ui/Icon.tsx'
import { Select } from '../../ui/Select.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { variablesOf } from '../composing/fill-prompt.ts'

interface PromptFieldsProps {
  content: PromptContent
  error: string | undefined
  onContent: (content: PromptContent) => void
}

/** The text of a prompt, and what is asked of whoever uses it: a variable is there as soon as the text has a place for it. */
export function PromptFields({ content, error, onContent }: PromptFieldsProps) {
  const { t } = useLingui()
  const id = useId()
  const variables = variablesOf(content)
  const example = '{{name}}'
  const putText = (text: string) =>
    onContent({ ...content, text, variables: variablesOf({ ...content, text }) })
  const putVariable = (changed: PromptVariable) =>
    onContent({
      ...content,
      variables: variables.map((each) => (each.name === changed.name ? changed : each)),
    })

  return (
    <>
      <div className="grid gap-1.5 text-sm">
        <label className="font-medium text-ink" htmlFor={id}>
          <Trans>The prompt</Trans>
        </label>
        <textarea
          aria-describedby={`${id}-hint ${id}-error`}
          aria-invalid={error !== undefined}
          className="field"
          dir="auto"
          id={id}
          maxLength={20_000}
          onChange={({ target }) => putText(target.value)}
          rows={7}
          value={content.text}
        />
        <p id={`${id}-hint`}>
          {t`What changes each time stands in double braces, such as ${example}: it is asked for when the prompt is used.`}
        </p>
        {error !== undefined && (
          <p className="flex items-start gap-1.5 text-danger" id={`${id}-error`}>
            <Icon name="danger" size={16} />
            {error}
          </p>
        )}
      </div>
      {variables.map((variable) => (
        <VariableFields key={variable.name} onVariable={putVariable} variable={variable} />
      ))}
    </>
  )
}

const VARIABLE_TYPES: readonly VariableType[] = ['text', 'long_text', 'number', 'date', 'choice']

interface VariableFieldsProps {
  variable: PromptVariable
  onVariable: (variable: PromptVariable) => void
}

function VariableFields({ variable, onVariable }: VariableFieldsProps) {
  const { t } = useLingui()
  const { name, type, label, isRequired, choices } = variable
  const put = (change: Partial<PromptVariable>) => onVariable({ ...variable, ...change })
  const kinds: Record<VariableType, string> = {
    text: t`A short text`,
    long_text: t`A long text`,
    number: t`A number`,
    date: t`A date`,
    choice: t`One of several`,
  }
  return (
    <fieldset className="grid gap-3 rounded-lg border border-line p-3">
      <legend className="px-1 text-sm font-medium text-ink">
        <bdi>{name}</bdi>
      </legend>
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField
          label={t`What is asked`}
          onChange={({ target }) => put({ label: target.value })}
          placeholder={name}
          value={label}
        />
        <Select
          label={t`What kind of answer`}
          onChange={({ target }) => {
            const chosen = VARIABLE_TYPES.find((each) => each === target.value) ?? 'text'
            put({
              type: chosen,
              ...(chosen === 'choice' && { choices: choices.length > 0 ? choices : ['…'] }),
            })
          }}
          options={VARIABLE_TYPES.map((value) => ({ value, name: kinds[value] }))}
          value={type}
        />
        {type === 'choice' && (
          <TextField
            hint={t`Separate them by commas.`}
            label={t`To choose from`}
            onBlur={({ target }) => {
              const list = target.value.split(',').map((each) => each.trim())
              put({ choices: list.filter((each) => each !== '').slice(0, 50) })
            }}
            defaultValue={choices.join(', ')}
          />
        )}
        <TextField
          label={t`What stands there at first`}
          onChange={({ target }) => put({ default: target.value })}
          type={type === 'date' ? 'date' : 'text'}
          value={variable.default}
        />
      </div>
      <label className="flex min-h-(--control) items-center gap-2 text-sm">
        <input
          checked={isRequired}
          className="size-5"
          onChange={({ target }) => put({ isRequired: target.checked })}
          type="checkbox"
        />
        <Trans>It must be filled in</Trans>
      </label>
    </fieldset>
  )
}
