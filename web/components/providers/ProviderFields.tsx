import { Trans, useLingui } from '@lingui/react/macro'
import { useId } from 'react'
import type { PresetField } from '#wire/providers.ts'
import { Disclosure } from '../../ui/Disclosure.tsx'
import { Select } from '../../ui/Select.tsx'
import { TextField } from '../../ui/TextField.tsx'
import type { FormProblem, FormState } from './form-state.ts'
import { FIELD_NAMES } from './texts.ts'

interface ProviderFieldsProps {
  state: FormState
  onChange: (change: Partial<FormState>) => void
  problems: readonly FormProblem[]
  /** It is there already: its name stays. */
  isThere: boolean
  /** Which secrets are stored. */
  secretNames: readonly string[]
}

const CUSTOM_FIELDS: PresetField[] = [
  { name: 'apiKey', isSecret: true, isNeeded: false, isLong: false },
]

/** Name, address and key. */
export function ProviderFields(props: ProviderFieldsProps) {
  const { state, onChange, problems, isThere } = props
  const { t } = useLingui()
  const { preset } = state
  const fields = preset?.fields ?? CUSTOM_FIELDS
  return (
    <fieldset className="grid gap-4">
      <legend className="mb-3 font-display text-lg">
        <Trans>Connection</Trans>
      </legend>
      <TextField
        autoCapitalize="none"
        autoComplete="off"
        disabled={isThere}
        hint={
          isThere
            ? t`It cannot be changed: the log and the ledger know it by this name.`
            : t`How it is called here. Lower-case letters, digits and hyphens.`
        }
        label={t`Name`}
        maxLength={64}
        onChange={({ target }) => onChange({ id: target.value })}
        required
        spellCheck={false}
        value={state.id}
        {...(problems.includes('id') && {
          error: t`Give it a name of lower-case letters, digits and hyphens.`,
        })}
      />
      {fields
        .filter(({ isSecret, name }) => !isSecret && !name.includes('.'))
        .map((field) => (
          <Field field={field} key={field.name} {...props} />
        ))}
      <Address {...props} />
      {preset === null && (
        <Select
          label={t`Its API`}
          onChange={({ target }) => onChange({ protocol: target.value })}
          options={PROTOCOLS}
          value={state.protocol}
        />
      )}
      <SignIn
        fields={fields.filter(({ isSecret, name }) => isSecret || name.includes('.'))}
        {...props}
      />
    </fieldset>
  )
}

/** By their makers' names. */
const PROTOCOLS = [
  { value: '', name: 'OpenAI · chat completions' },
  { value: 'openai-responses', name: 'OpenAI · responses' },
  { value: 'anthropic-messages', name: 'Anthropic · messages' },
  { value: 'gemini', name: 'Google · Gemini' },
  { value: 'ollama', name: 'Ollama' },
]

function Address({ state, onChange, problems }: ProviderFieldsProps) {
  const { t } = useLingui()
  const { preset, baseUrl } = state
  const hint = preset?.baseUrl
    ? t`Leave it empty for the provider’s own: ${preset.baseUrl}`
    : preset?.fields.some(({ name, isSecret }) => !isSecret && !name.includes('.'))
      ? t`Made of the fields above; only fill it in where it is another one.`
      : t`Up to the part that all calls have in common, mostly /v1.`
  return (
    <TextField
      autoCapitalize="none"
      autoComplete="off"
      dir="ltr"
      hint={hint}
      inputMode="url"
      label={t`Address`}
      maxLength={2000}
      onChange={({ target }) => onChange({ baseUrl: target.value })}
      placeholder={preset?.baseUrl ?? preset?.exampleUrl ?? 'https://models.example.eu/v1'}
      spellCheck={false}
      value={baseUrl}
      {...(problems.includes('baseUrl') && {
        error: t`Enter its address, beginning with https:// (or http:// on your own hardware).`,
      })}
    />
  )
}

function SignIn({ fields, ...props }: ProviderFieldsProps & { fields: PresetField[] }) {
  const [first, ...others] = fields
  if (!first) return null
  // A key, or an account of the cloud: the key is the usual way, the rest is out of sight until it is wanted.
  const isKeyFirst = first.name === 'apiKey' && others.length > 0
  const isOtherUsed = others.some(
    ({ name }) => props.state.values[name] || props.secretNames.includes(name),
  )
  return (
    <>
      <Field field={first} {...props} />
      {!isKeyFirst && others.map((field) => <Field field={field} key={field.name} {...props} />)}
      {isKeyFirst && (
        <Disclosure
          isOpen={isOtherUsed}
          title={<Trans>Sign in by an account instead of a key</Trans>}
        >
          <div className="grid gap-4">
            {others.map((field) => (
              <Field field={field} key={field.name} {...props} />
            ))}
          </div>
        </Disclosure>
      )}
      {props.problems.includes('secrets') && (
        <p className="text-sm text-danger" role="alert">
          <Trans>Without a key this provider answers nobody.</Trans>
        </p>
      )}
    </>
  )
}

function Field({
  field,
  state,
  onChange,
  secretNames,
}: ProviderFieldsProps & { field: PresetField }) {
  const { t, i18n } = useLingui()
  const { name, isSecret, isLong } = field
  const group = isSecret ? 'secrets' : 'values'
  const known = FIELD_NAMES[name]
  const regions = name === 'region' ? (state.preset?.regions ?? []) : []
  const label = known ? i18n._(known) : name
  const shared = {
    label,
    value: state[group][name] ?? '',
    onChange: ({ target }: { target: { value: string } }) =>
      onChange({ [group]: { ...state[group], [name]: target.value } }),
  }
  if (regions.length > 0) {
    const options = [
      { value: '', name: t`the usual one` },
      ...regions.map((value) => ({ value, name: value })),
    ]
    return <Select options={options} {...shared} />
  }
  const isKept = secretNames.includes(name)
  const hints = isKept ? { placeholder: t`stored; leave it empty to keep it` } : {}
  if (isLong) return <LongField {...shared} {...hints} />
  return (
    <TextField
      autoCapitalize="none"
      autoComplete="off"
      dir="ltr"
      spellCheck={false}
      type={isSecret ? 'password' : 'text'}
      {...(isSecret && {
        'data-1p-ignore': true,
        hint: t`Stored encrypted, and never shown again.`,
      })}
      {...shared}
      {...hints}
    />
  )
}

interface LongFieldProps {
  label: string
  value: string
  placeholder?: string
  onChange: (event: { target: { value: string } }) => void
}

function LongField({ label, ...rest }: LongFieldProps) {
  const id = useId()
  return (
    <div className="grid gap-1.5 text-sm">
      <label className="font-medium" htmlFor={id}>
        {label}
      </label>
      <textarea
        autoComplete="off"
        className="field min-h-28 font-mono text-xs"
        dir="ltr"
        id={id}
        spellCheck={false}
        {...rest}
      />
    </div>
  )
}
