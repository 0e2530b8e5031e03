import { Trans, useLingui } from '@lingui/react/macro'
import type { Classification } from '#wire/classification.ts'
import { Residency, type ClassRules, type Handling } from '#wire/policy.ts'
import { Disclosure } from '../../ui/Disclosure.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Select } from '../../ui/Select.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { CLASSES, RESIDENCIES } from '../classification/class-texts.ts'
import { CheckField } from './CheckField.tsx'

interface ClassCardProps {
  classification: Classification
  rules: ClassRules
  isReadOnly: boolean
  onChange: (rules: ClassRules) => void
}

/** What holds for one class, as a sentence that can be filled in: “restricted → own hardware only”. */
export function ClassCard({ classification, rules, isReadOnly, onChange }: ClassCardProps) {
  const { t, i18n } = useLingui()
  const { name, meaning, icon, band } = CLASSES[classification]
  const set = (change: Partial<ClassRules>) => onChange({ ...rules, ...change })
  return (
    <fieldset
      className="grid content-start gap-3 rounded-xl border border-line bg-surface p-4"
      disabled={isReadOnly}
    >
      <legend className="sr-only">{i18n._(name)}</legend>
      <div aria-hidden="true">
        <p className="flex items-center gap-2 font-medium">
          <span className={`grid size-7 place-items-center rounded-full ${band}`}>
            <Icon name={icon} size={16} />
          </span>
          {i18n._(name)}
        </p>
        <p className="mt-1 text-xs text-ink-muted">{i18n._(meaning)}</p>
      </div>
      <Select
        label={t`May go to`}
        value={rules.residency}
        onChange={(event) => set({ residency: Residency.parse(event.target.value) })}
        options={Residency.options.map((value) => ({ value, name: i18n._(RESIDENCIES[value]) }))}
      />
      <CheckField isChecked={rules.noTraining} onChange={(noTraining) => set({ noTraining })}>
        <Trans>Only where nothing is trained on it</Trans>
      </CheckField>
      <HandlingFields handling={rules.handling} onChange={(handling) => set({ handling })} />
      <Disclosure title={<Trans>Certificates and retention</Trans>}>
        <Demands rules={rules} set={set} />
      </Disclosure>
    </fieldset>
  )
}

function HandlingFields({
  handling,
  onChange,
}: {
  handling: Handling
  onChange: (handling: Handling) => void
}) {
  const set = (change: Partial<Handling>) => onChange({ ...handling, ...change })
  return (
    <>
      <CheckField isChecked={handling.mayCache} onChange={(mayCache) => set({ mayCache })}>
        <Trans>Answers may be kept in the cache</Trans>
      </CheckField>
      <CheckField
        isChecked={handling.mayKeepBodies}
        onChange={(mayKeepBodies) => set({ mayKeepBodies })}
      >
        <Trans>What was said may be kept with the log</Trans>
      </CheckField>
      <CheckField isChecked={handling.mayShare} onChange={(mayShare) => set({ mayShare })}>
        <Trans>It may be shared by a link</Trans>
      </CheckField>
    </>
  )
}

interface DemandsProps {
  rules: ClassRules
  set: (change: Partial<ClassRules>) => void
}

function Demands({ rules, set }: DemandsProps) {
  const { t } = useLingui()
  const { certifications, maxRetentionDays, handling } = rules
  return (
    <div className="grid gap-3">
      <TextField
        label={t`Certified by all of`}
        hint={t`With commas between them: C5, SecNumCloud. One that has ended does not count.`}
        defaultValue={certifications.join(', ')}
        onBlur={(event) => set({ certifications: listFrom(event.target.value) })}
      />
      <TextField
        label={t`Kept there for at most (days)`}
        hint={t`0: not at all. Empty: it does not matter.`}
        inputMode="numeric"
        defaultValue={maxRetentionDays ?? ''}
        onBlur={(event) => set({ maxRetentionDays: daysFrom(event.target.value, 0) })}
      />
      <TextField
        label={t`Deleted here after (days without use)`}
        hint={t`Empty: it stays.`}
        inputMode="numeric"
        defaultValue={handling.retentionDays ?? ''}
        onBlur={(event) =>
          set({ handling: { ...handling, retentionDays: daysFrom(event.target.value, 1) } })
        }
      />
    </div>
  )
}

function listFrom(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

/** Null for what is no number of days. */
function daysFrom(text: string, least: number): number | null {
  const days = /^\d{1,5}$/.test(text.trim()) ? Number(text) : null
  return days !== null && days >= least ? days : null
}
