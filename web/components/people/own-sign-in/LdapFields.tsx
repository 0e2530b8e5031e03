import { Trans, useLingui } from '@lingui/react/macro'
import type { LdapForm } from '#wire/own-sign-in.ts'
import { Select } from '../../../ui/Select.tsx'
import { TextField } from '../../../ui/TextField.tsx'
import { Check } from './Check.tsx'
import { DialledFields } from './DialledFields.tsx'
import { DomainsField } from './DomainsField.tsx'
import { LDAP_KINDS, ldapKindOf } from './drafts.ts'

/** Names in directories are spelt alike in every language. */
const EXAMPLES = {
  bind: 'cn=galerne,ou=services,dc=example,dc=eu',
  people: 'ou=people,dc=example,dc=eu',
  groups: 'ou=groups,dc=example,dc=eu',
}

interface LdapFieldsProps {
  form: LdapForm
  onChange: (change: Partial<LdapForm>) => void
  /** One is kept already; it is not shown. */
  hasSecret: boolean
  secret: string
  onSecret: (secret: string) => void
}

/** Where a directory is, as whom Galerne searches there, and whose passwords it is asked about. */
export function LdapFields({ form, onChange, hasSecret, secret, onSecret }: LdapFieldsProps) {
  const { t } = useLingui()
  return (
    <>
      <Select
        label={t`Product`}
        onChange={({ target }) => onChange(LDAP_KINDS[target.value] ?? {})}
        options={[
          { value: 'openldap', name: 'OpenLDAP' },
          { value: 'active-directory', name: 'Active Directory' },
          { value: 'other', name: t`Another` },
        ]}
        value={ldapKindOf(form)}
      />
      <TextField
        autoComplete="off"
        dir="ltr"
        label={t`Address`}
        onChange={({ target }) => onChange({ url: target.value.trim() })}
        pattern="ldaps?://.+"
        placeholder="ldaps://ldap.example.eu"
        required
        translate="no"
        value={form.url}
      />
      <DialledFields form={form} onChange={onChange} />
      {form.isInternal && form.url.startsWith('ldap:') && (
        <Check
          hint={t`Without, passwords travel readable through the network.`}
          isChecked={form.usesStartTls}
          label={t`Make the connection secure before anything else (StartTLS)`}
          onChange={(usesStartTls) => onChange({ usesStartTls })}
        />
      )}
      <SearchFields {...{ form, onChange, hasSecret, secret, onSecret }} />
      <DomainsField
        domains={form.loginDomains}
        hint={t`Who signs in with an address of another domain shows it no password.`}
        isRequired
        label={t`Domains of the people in it`}
        onChange={(loginDomains) => onChange({ loginDomains })}
      />
      <AttributeFields form={form} onChange={onChange} />
    </>
  )
}

/** As whom Galerne searches, and where. */
function SearchFields({ form, onChange, hasSecret, secret, onSecret }: LdapFieldsProps) {
  const { t } = useLingui()
  return (
    <div className="grid gap-6 sm:grid-cols-2">
      <Dn
        label={t`Account that searches (DN)`}
        onChange={(bindDn) => onChange({ bindDn: bindDn || null })}
        placeholder={EXAMPLES.bind}
        value={form.bindDn ?? ''}
      />
      <TextField
        autoComplete="new-password"
        dir="ltr"
        label={t`Password`}
        onChange={({ target }) => onSecret(target.value)}
        type="password"
        value={secret}
        {...(hasSecret && { hint: t`One is kept, and is not shown. Leave it empty to keep it.` })}
      />
      <Dn
        isRequired
        label={t`Where people are (DN)`}
        onChange={(baseDn) => onChange({ baseDn })}
        placeholder={EXAMPLES.people}
        value={form.baseDn}
      />
      <Dn
        hint={t`Empty: the attribute memberOf of the person says them.`}
        label={t`Where groups are (DN)`}
        onChange={(groupBaseDn) => onChange({ groupBaseDn: groupBaseDn || null })}
        placeholder={EXAMPLES.groups}
        value={form.groupBaseDn ?? ''}
      />
    </div>
  )
}

function AttributeFields({ form, onChange }: Pick<LdapFieldsProps, 'form' | 'onChange'>) {
  return (
    <details open={ldapKindOf(form) === 'other'}>
      <summary className="text-sm text-ink-muted">
        <Trans>Filter and attributes</Trans>
      </summary>
      <div className="mt-4 grid gap-6 sm:grid-cols-2">
        {ATTRIBUTES.map((name) => (
          <Dn
            isRequired
            key={name}
            label={name}
            onChange={(value) => onChange({ [name]: value })}
            placeholder=""
            value={form[name]}
          />
        ))}
      </div>
    </details>
  )
}

/** As galerne.yaml and its guide call them, in every language. */
const ATTRIBUTES = ['filter', 'idAttribute', 'emailAttribute', 'nameAttribute'] as const

interface DnProps {
  label: string
  hint?: string
  value: string
  placeholder: string
  isRequired?: boolean
  onChange: (value: string) => void
}

function Dn({ value, onChange, isRequired = false, ...texts }: DnProps) {
  return (
    <TextField
      autoComplete="off"
      dir="ltr"
      onChange={({ target }) => onChange(target.value)}
      required={isRequired}
      spellCheck={false}
      translate="no"
      value={value}
      {...texts}
    />
  )
}
