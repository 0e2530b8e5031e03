import { useLingui } from '@lingui/react/macro'
import { OIDC_PROFILES, type OidcForm } from '#wire/own-sign-in.ts'
import { Select } from '../../../ui/Select.tsx'
import { TextField } from '../../../ui/TextField.tsx'
import { PROFILES } from '../sign-in-profiles.ts'
import { Check } from './Check.tsx'
import { DialledFields } from './DialledFields.tsx'

interface OidcFieldsProps {
  form: OidcForm
  onChange: (change: Partial<OidcForm>) => void
  /** One is kept already; it is not shown. */
  hasSecret: boolean
  secret: string
  onSecret: (secret: string) => void
}

/** Where an OpenID Connect service is, and as whom Galerne asks there. */
export function OidcFields({ form, onChange, hasSecret, secret, onSecret }: OidcFieldsProps) {
  const { t } = useLingui()
  return (
    <>
      <Select
        label={t`Product`}
        onChange={({ target }) =>
          onChange({ profile: OIDC_PROFILES.find((one) => one === target.value) ?? 'generic' })
        }
        options={OIDC_PROFILES.map((value) => ({ value, name: PROFILES[value] ?? t`Another` }))}
        value={form.profile}
      />
      <TextField
        autoComplete="off"
        dir="ltr"
        hint={t`Exactly as the service writes it, without /.well-known/….`}
        label={t`Issuer`}
        onChange={({ target }) => onChange({ issuer: target.value.trim() })}
        placeholder="https://sso.example.eu/realms/staff"
        required
        translate="no"
        type="url"
        value={form.issuer}
      />
      <div className="grid gap-6 sm:grid-cols-2">
        <TextField
          autoComplete="off"
          dir="ltr"
          label={t`Client ID`}
          onChange={({ target }) => onChange({ clientId: target.value })}
          required
          spellCheck={false}
          value={form.clientId}
        />
        <TextField
          autoComplete="new-password"
          dir="ltr"
          hint={
            hasSecret
              ? t`One is kept, and is not shown. Leave it empty to keep it.`
              : t`Empty for a public client, which PKCE alone protects.`
          }
          label={t`Client secret`}
          onChange={({ target }) => onSecret(target.value)}
          type="password"
          value={secret}
        />
      </div>
      <div>
        <DialledFields form={form} onChange={onChange} />
        <Check
          isChecked={form.requiresSecondFactor}
          label={t`Refuse whoever proved themselves by a password alone`}
          onChange={(requiresSecondFactor) => onChange({ requiresSecondFactor })}
        />
      </div>
    </>
  )
}
