import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { ProviderModelForm, UpstreamModel } from '#wire/providers.ts'
import { Button } from '../../ui/Button.tsx'
import { Select } from '../../ui/Select.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { toModelForm } from './form-state.ts'

interface ModelChoiceProps {
  /** The provider's own list, once it was asked. */
  listed: readonly UpstreamModel[]
  chosen: readonly ProviderModelForm[]
  onChange: (models: ProviderModelForm[]) => void
  hasProblem: boolean
}

const MANY = 8

/** Which of the provider's models can be called here. */
export function ModelChoice({ listed, chosen, onChange, hasProblem }: ModelChoiceProps) {
  const { t } = useLingui()
  const [text, setText] = useState('')
  const wanted = text.trim().toLowerCase()
  const shown = listed.filter(({ upstreamName }) => upstreamName.toLowerCase().includes(wanted))
  const isChosen = (name: string) => chosen.some(({ upstreamName }) => upstreamName === name)
  const toggle = (model: UpstreamModel) =>
    onChange(
      isChosen(model.upstreamName)
        ? chosen.filter(({ upstreamName }) => upstreamName !== model.upstreamName)
        : [...chosen, toModelForm(model)],
    )
  return (
    <fieldset className="grid gap-4">
      <legend className="mb-3 font-display text-lg">
        <Trans>Models</Trans>
      </legend>
      {listed.length === 0 && chosen.length === 0 && (
        <p className="text-sm text-ink-muted">
          <Trans>
            Test the connection, and the provider’s models are listed here. Or write their names.
          </Trans>
        </p>
      )}
      {listed.length > MANY && (
        <TextField
          label={t`Search its models`}
          onChange={({ target }) => setText(target.value)}
          type="search"
          value={text}
        />
      )}
      {listed.length > 0 && (
        <>
          <ul className="grid max-h-80 gap-x-6 overflow-y-auto rounded-lg border border-line bg-surface p-2 sm:grid-cols-2">
            {shown.map((model) => (
              <li key={model.upstreamName}>
                <label className="flex min-h-(--control) items-center gap-2.5 rounded-md px-2 text-sm hover:bg-hover">
                  <input
                    checked={isChosen(model.upstreamName)}
                    onChange={() => toggle(model)}
                    type="checkbox"
                  />
                  <span className="min-w-0 font-mono text-xs [overflow-wrap:anywhere]" dir="ltr">
                    {model.upstreamName}
                  </span>
                </label>
              </li>
            ))}
          </ul>
          <output className="text-sm text-ink-muted">
            <Plural one="# model chosen" other="# models chosen" value={chosen.length} />
          </output>
        </>
      )}
      <AddByName chosen={chosen} onChange={onChange} />
      <ChosenModels chosen={chosen} onChange={onChange} />
      {hasProblem && (
        <p className="text-sm text-danger" role="alert">
          <Trans>Choose at least one model, or write its name.</Trans>
        </p>
      )}
    </fieldset>
  )
}

type ChosenProps = Pick<ModelChoiceProps, 'chosen' | 'onChange'>

function AddByName({ chosen, onChange }: ChosenProps) {
  const { t } = useLingui()
  const [name, setName] = useState('')
  const upstreamName = name.trim()
  const isNew = upstreamName !== '' && !chosen.some((model) => model.upstreamName === upstreamName)
  function add() {
    if (!isNew) return
    onChange([...chosen, { ...NEW_MODEL, upstreamName }])
    setName('')
  }
  return (
    <div className="flex flex-wrap items-end gap-2">
      <TextField
        autoCapitalize="none"
        autoComplete="off"
        className="min-w-56 grow"
        label={t`Model by name`}
        maxLength={200}
        onChange={({ target }) => setName(target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          // In a form Enter would send it.
          event.preventDefault()
          add()
        }}
        spellCheck={false}
        value={name}
      />
      <Button disabled={!isNew} icon="add" onClick={add}>
        <Trans>Add</Trans>
      </Button>
    </div>
  )
}

const NEW_MODEL: ProviderModelForm = {
  upstreamName: '',
  id: null,
  kind: 'chat',
  contextTokens: null,
  maxOutputTokens: null,
  hasVision: false,
  hasReasoning: false,
}

/** What is offered, with what may be said otherwise than the provider does. */
function ChosenModels({ chosen, onChange }: ChosenProps) {
  const { t } = useLingui()
  if (chosen.length === 0) return null
  const change = (at: number, next: Partial<ProviderModelForm>) =>
    onChange(chosen.map((model, index) => (index === at ? { ...model, ...next } : model)))
  return (
    <ul className="grid gap-3">
      {chosen.map((model, at) => (
        <li
          className="grid items-end gap-3 rounded-lg border border-line bg-surface p-3 sm:grid-cols-[1fr_9rem_auto]"
          key={model.upstreamName}
        >
          <TextField
            autoCapitalize="none"
            hint={model.upstreamName}
            label={t`Called here`}
            maxLength={200}
            onChange={({ target }) =>
              change(at, { id: target.value.trim() === '' ? null : target.value })
            }
            placeholder={model.upstreamName}
            spellCheck={false}
            value={model.id ?? ''}
          />
          <Select
            className="sm:self-start"
            label={t`Kind`}
            onChange={({ target }) =>
              change(at, { kind: target.value === 'embedding' ? 'embedding' : 'chat' })
            }
            options={[
              { value: 'chat', name: t`Conversation` },
              { value: 'embedding', name: t`Embeddings` },
            ]}
            value={model.kind}
          />
          <div className="flex items-center gap-2 sm:self-start sm:pt-6.5">
            {model.kind === 'chat' && (
              <label className="flex min-h-(--control) items-center gap-2 text-sm">
                <input
                  checked={model.hasVision}
                  onChange={({ target }) => change(at, { hasVision: target.checked })}
                  type="checkbox"
                />
                <Trans>Reads images</Trans>
              </label>
            )}
            <IconButton
              icon="trash"
              label={t`Leave out ${model.upstreamName}`}
              onClick={() => onChange(chosen.filter((_model, index) => index !== at))}
            />
          </div>
        </li>
      ))}
    </ul>
  )
}
