import { Trans, useLingui } from '@lingui/react/macro'
import { useId, type KeyboardEvent } from 'react'
import type { PlaygroundPrompt } from '#wire/playground.ts'
import { Disclosure } from '../../ui/Disclosure.tsx'
import { ImageField } from './ImageField.tsx'
import { checkSchema, checkTools, SCHEMA_EXAMPLE, TOOLS_EXAMPLE } from './json-checks.ts'
import { JsonField } from './JsonField.tsx'
import { ParameterFields } from './ParameterFields.tsx'

interface PromptEditorProps {
  prompt: PlaygroundPrompt
  onChange: (change: Partial<PlaygroundPrompt>) => void
  onRun: () => void
  /** Whether one of the models reads images. */
  canSee: boolean
}

/** What every model is asked. */
export function PromptEditor({ prompt, onChange, onRun, canSee }: PromptEditorProps) {
  const { t } = useLingui()
  const isToolsOpen = prompt.tools !== ''
  const isSchemaOpen = prompt.schema !== ''
  function runByKey(event: KeyboardEvent) {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    onRun()
  }
  return (
    // The keys of the fields inside it come by here.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className="grid content-start gap-4" onKeyDown={runByKey}>
      <TextArea
        label={t`System prompt`}
        onChange={(system) => onChange({ system })}
        placeholder={t`Who the model is and how it answers; may stay empty`}
        rows={3}
        value={prompt.system}
      />
      <TextArea
        label={t`Prompt`}
        onChange={(text) => onChange({ text })}
        placeholder={t`What every model is asked`}
        rows={7}
        value={prompt.text}
      />
      <ImageField
        canSee={canSee}
        images={prompt.images}
        onChange={(images) => onChange({ images })}
      />
      <Disclosure title={t`Parameters`} isOpen={hasParameters(prompt)}>
        <ParameterFields onChange={onChange} prompt={prompt} />
      </Disclosure>
      <Disclosure isOpen={isToolsOpen} title={t`Tools`}>
        <JsonField
          check={checkTools}
          example={TOOLS_EXAMPLE}
          hint={t`A JSON array as in OpenAI’s API. Calls are shown, not made.`}
          label={t`Tools as JSON`}
          onChange={(tools) => onChange({ tools })}
          text={prompt.tools}
        />
      </Disclosure>
      <Disclosure isOpen={isSchemaOpen} title={t`JSON by schema`}>
        <JsonField
          check={checkSchema}
          example={SCHEMA_EXAMPLE}
          hint={t`A JSON Schema. Each answer is checked against it.`}
          label={t`Schema of the answer`}
          onChange={(schema) => onChange({ schema })}
          text={prompt.schema}
        />
      </Disclosure>
      <p className="sr-only">
        <Trans>Ctrl and Enter run it.</Trans>
      </p>
    </div>
  )
}

function hasParameters({ temperature, topP, maxTokens, seed, stop }: PlaygroundPrompt): boolean {
  return [temperature, topP, maxTokens, seed].some((value) => value !== null) || stop.length > 0
}

interface TextAreaProps {
  label: string
  value: string
  rows: number
  placeholder: string
  onChange: (text: string) => void
}

function TextArea({ label, value, rows, placeholder, onChange }: TextAreaProps) {
  const id = useId()
  return (
    <div className="grid gap-1.5 text-sm">
      <label className="font-medium" htmlFor={id}>
        {label}
      </label>
      <textarea
        className="field max-h-[45dvh] resize-y leading-relaxed"
        dir="auto"
        id={id}
        onChange={({ target }) => onChange(target.value)}
        placeholder={placeholder}
        rows={rows}
        value={value}
      />
    </div>
  )
}
