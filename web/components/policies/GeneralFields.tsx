import { Trans, useLingui } from '@lingui/react/macro'
import { Classification } from '#wire/classification.ts'
import type { PolicyDocument } from '#wire/policy.ts'
import { Select } from '../../ui/Select.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { CLASSES } from '../classification/class-texts.ts'
import { CheckField } from './CheckField.tsx'

export interface DocumentProps {
  document: PolicyDocument
  isReadOnly: boolean
  onChange: (change: Partial<PolicyDocument>) => void
}

/** What holds for all classes together. */
export function GeneralFields({ document, isReadOnly, onChange }: DocumentProps) {
  const { t, i18n } = useLingui()
  const names = Classification.options.map((value) => ({
    value,
    name: i18n._(CLASSES[value].name),
  }))
  const { defaultClassification, strongSignInFrom, contact } = document
  return (
    <fieldset
      className="grid gap-4 rounded-xl border border-line bg-surface p-4 md:grid-cols-2"
      disabled={isReadOnly}
    >
      <legend className="sr-only">
        <Trans>For all classes</Trans>
      </legend>
      <Select
        label={t`What nobody has classified is`}
        value={defaultClassification}
        onChange={(event) =>
          onChange({ defaultClassification: Classification.parse(event.target.value) })
        }
        options={names}
      />
      <Select
        label={t`A second factor or a passkey is needed from`}
        value={strongSignInFrom ?? ''}
        onChange={(event) =>
          onChange({ strongSignInFrom: Classification.safeParse(event.target.value).data ?? null })
        }
        options={[{ value: '', name: t`Never` }, ...names]}
      />
      <TextField
        className="md:col-span-2"
        label={t`Whom to ask`}
        hint={t`Whoever is denied something reads this: a name, an office, a telephone number.`}
        maxLength={300}
        value={contact}
        onChange={(event) => onChange({ contact: event.target.value })}
      />
      <CheckField
        isChecked={document.holdsPastRoutes}
        onChange={(holdsPastRoutes) => onChange({ holdsPastRoutes })}
      >
        <Trans>
          What a route demands of a deployment holds also where the deployment is called past it, by
          its own name
        </Trans>
      </CheckField>
      <CheckField
        isChecked={document.knownPurposesOnly ?? false}
        onChange={(knownPurposesOnly) => onChange({ knownPurposesOnly })}
      >
        <Trans>What keys call models for has to be a use case of the register</Trans>
      </CheckField>
      <CheckField
        isChecked={document.permitsDeployments}
        onChange={(permitsDeployments) => onChange({ permitsDeployments })}
      >
        <Trans>
          Deployments may be used unless a rule forbids it. Without this, only those may that an
          expert rule permits
        </Trans>
      </CheckField>
    </fieldset>
  )
}
