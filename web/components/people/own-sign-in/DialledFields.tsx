import { Trans, useLingui } from '@lingui/react/macro'
import { useId } from 'react'
import type { LdapForm, OidcForm } from '#wire/own-sign-in.ts'
import { Check } from './Check.tsx'

interface DialledFieldsProps {
  form: Pick<LdapForm | OidcForm, 'isInternal' | 'ca'>
  onChange: (change: { isInternal?: boolean; ca?: string | null }) => void
}

/** What there is to say of a service that Galerne itself calls. */
export function DialledFields({ form, onChange }: DialledFieldsProps) {
  const { t } = useLingui()
  const id = useId()
  return (
    <div className="grid gap-2">
      <Check
        isChecked={form.isInternal}
        label={t`It stands in our own network`}
        onChange={(isInternal) => onChange({ isInternal })}
      />
      <details className="text-sm" open={form.ca !== null}>
        <summary className="text-ink-muted">
          <Trans>It has a certificate of an authority of our own</Trans>
        </summary>
        <label className="mt-3 block font-medium" htmlFor={id}>
          <Trans>Certificate of the authority, in PEM</Trans>
        </label>
        <textarea
          className="field mt-1.5 min-h-32 w-full font-mono text-xs"
          defaultValue={form.ca ?? ''}
          dir="ltr"
          id={id}
          onBlur={({ target }) => onChange({ ca: target.value.trim() || null })}
          placeholder="-----BEGIN CERTIFICATE-----"
          spellCheck={false}
          translate="no"
        />
      </details>
    </div>
  )
}
