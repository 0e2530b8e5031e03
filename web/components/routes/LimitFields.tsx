import { Trans, useLingui } from '@lingui/react/macro'
import { Disclosure } from '../../ui/Disclosure.tsx'
import { Select } from '../../ui/Select.tsx'
import { TextField } from '../../ui/TextField.tsx'
import type { RouteDraft } from './form-state.ts'

interface LimitFieldsProps {
  draft: RouteDraft
  onChange: (change: Partial<RouteDraft>) => void
}

const SECOND_MS = 1000

/** How long it waits, how often it tries, and what it does where the first way fails; left empty: as every route. */
export function LimitFields({ draft, onChange }: LimitFieldsProps) {
  const { t } = useLingui()
  const { firstContentMs, totalMs, attempts, delivery, hedge, fallbacks } = draft
  return (
    <Disclosure title={t`Time limits, attempts and fallbacks`}>
      <div className="grid gap-4 pt-3 sm:grid-cols-2">
        <Seconds
          hint={t`Then the next deployment is asked.`}
          label={t`Seconds until the first words`}
          onChange={(ms) => onChange({ firstContentMs: ms })}
          value={firstContentMs}
        />
        <Seconds
          hint={t`Of one attempt.`}
          label={t`Seconds for the whole answer`}
          onChange={(ms) => onChange({ totalMs: ms })}
          value={totalMs}
        />
        <TextField
          hint={t`Over all deployments, 1 to 10.`}
          inputMode="numeric"
          label={t`Attempts`}
          max={10}
          min={1}
          onChange={({ target }) => onChange({ attempts: toNumber(target.value) })}
          placeholder={t`as usual`}
          type="number"
          value={attempts ?? ''}
        />
        <Seconds
          hint={t`One call in twenty at most asks two at once, which costs twice. Left empty: never.`}
          label={t`Seconds until a second one is asked beside the first`}
          onChange={(afterMs) =>
            onChange({
              hedge: afterMs === null ? null : { afterMs, share: hedge?.share ?? 0.05 },
            })
          }
          placeholder={t`never`}
          value={hedge?.afterMs ?? null}
        />
        <TextField
          autoComplete="off"
          hint={t`A model or route with a longer context.`}
          label={t`Where the conversation is too long`}
          onChange={({ target }) =>
            onChange({ fallbacks: { ...fallbacks, contextLength: toNames(target.value) } })
          }
          value={fallbacks.contextLength[0] ?? ''}
        />
        <Select
          label={t`How answers are delivered`}
          onChange={({ target }) =>
            onChange({ delivery: target.value === 'whole' ? 'whole' : 'streamed' })
          }
          options={[
            { value: 'streamed', name: t`As they are written` },
            { value: 'whole', name: t`Only once they are whole` },
          ]}
          value={delivery}
        />
      </div>
      <p className="mt-3 text-sm text-ink-muted">
        <Trans>
          An answer that breaks off half way can be had from another deployment only where nothing
          of it was delivered yet.
        </Trans>
      </p>
    </Disclosure>
  )
}

interface SecondsProps {
  label: string
  hint: string
  /** Milliseconds. */
  value: number | null
  placeholder?: string
  onChange: (ms: number | null) => void
}

function Seconds({ label, hint, value, placeholder, onChange }: SecondsProps) {
  const { t } = useLingui()
  return (
    <TextField
      hint={hint}
      inputMode="decimal"
      label={label}
      max={86_400}
      min={0.1}
      onChange={({ target }) => {
        const seconds = toNumber(target.value)
        onChange(seconds === null ? null : Math.round(seconds * SECOND_MS))
      }}
      placeholder={placeholder ?? t`as usual`}
      step="any"
      type="number"
      value={value === null ? '' : value / SECOND_MS}
    />
  )
}

function toNumber(text: string): number | null {
  const number = Number(text)
  return text === '' || !Number.isFinite(number) || number <= 0 ? null : number
}

function toNames(text: string): string[] {
  return text.trim() === '' ? [] : [text.trim()]
}
