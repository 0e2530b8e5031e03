import { Trans, useLingui } from '@lingui/react/macro'
import { useId } from 'react'
import type { ProviderForm, Tags } from '#wire/providers.ts'
import { Select } from '../../ui/Select.tsx'
import { TextField } from '../../ui/TextField.tsx'

interface TagFieldsProps {
  /** What the preset says. */
  known: Tags | null
  tags: ProviderForm['tags']
  onChange: (tags: ProviderForm['tags']) => void
}

/** Where calls are computed, by whom, and what becomes of them: rules decide by what stands here. */
export function TagFields({ known, tags, onChange }: TagFieldsProps) {
  const { t } = useLingui()
  const set = (change: ProviderForm['tags']) => onChange({ ...tags, ...change })
  const trains = known?.trainsOnData ?? null
  const byPreset =
    trains === null ? t`not declared` : trains ? t`yes, by the preset` : t`no, by the preset`
  const text = (name: 'region' | 'dataZone' | 'operator' | 'jurisdiction') => ({
    value: tags[name] ?? '',
    placeholder: known?.[name] ?? t`not declared`,
    onChange: ({ target }: { target: { value: string } }) =>
      set({ [name]: target.value === '' ? null : target.value }),
  })
  return (
    <fieldset className="grid gap-4">
      <legend className="mb-3 font-display text-lg">
        <Trans>Where it computes</Trans>
      </legend>
      <p className="-mt-2 text-sm text-ink-muted">
        <Trans>
          Rules on residency decide by this and by nothing else. What you leave open is taken for
          unknown.
        </Trans>
      </p>
      <OwnHardware
        isChecked={tags.isOwnHardware ?? known?.isOwnHardware ?? false}
        onChange={(isOwnHardware) => set({ isOwnHardware })}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField label={t`Region`} maxLength={200} {...text('region')} />
        <TextField
          hint={t`EU, US, global…`}
          label={t`Data zone`}
          maxLength={200}
          {...text('dataZone')}
        />
        <TextField label={t`Run by`} maxLength={200} {...text('operator')} />
        <TextField
          hint={t`EU, or the code of a country`}
          label={t`Whose law holds`}
          maxLength={200}
          {...text('jurisdiction')}
        />
        <TextField
          hint={t`0: not at all`}
          inputMode="numeric"
          label={t`Keeps prompts for days`}
          onChange={({ target }) => set({ retentionDays: toDays(target.value) })}
          placeholder={known?.retentionDays?.toString() ?? t`not declared`}
          value={tags.retentionDays ?? ''}
        />
        <Select
          label={t`Trains on prompts`}
          onChange={({ target }) => set({ trainsOnData: toAnswer(target.value) })}
          options={[
            { value: '', name: byPreset },
            { value: 'no', name: t`no` },
            { value: 'yes', name: t`yes` },
          ]}
          value={tags.trainsOnData == null ? '' : tags.trainsOnData ? 'yes' : 'no'}
        />
      </div>
    </fieldset>
  )
}

interface OwnHardwareProps {
  isChecked: boolean
  onChange: (isChecked: boolean) => void
}

function OwnHardware({ isChecked, onChange }: OwnHardwareProps) {
  const id = useId()
  return (
    <div className="flex items-start gap-3 rounded-lg border border-line bg-surface p-3 text-sm">
      <input
        aria-describedby={`${id}-hint`}
        checked={isChecked}
        className="mt-1"
        id={id}
        onChange={({ target }) => onChange(target.checked)}
        type="checkbox"
      />
      <div>
        <label className="font-medium" htmlFor={id}>
          <Trans>Our own hardware</Trans>
        </label>
        <p className="text-ink-muted" id={`${id}-hint`}>
          <Trans>
            The machines belong to the organisation. Only then may the address be a private one, and
            the connection unencrypted.
          </Trans>
        </p>
      </div>
    </div>
  )
}

function toDays(text: string): number | null {
  const days = Number.parseInt(text, 10)
  return Number.isFinite(days) && days >= 0 ? Math.min(days, 36_500) : null
}

function toAnswer(text: string): boolean | null {
  return text === '' ? null : text === 'yes'
}
