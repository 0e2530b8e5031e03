import { Trans, useLingui } from '@lingui/react/macro'
import type { OwnSignInForm } from '#wire/own-sign-in.ts'
import { Role } from '#wire/roles.ts'
import { Button } from '../../../ui/Button.tsx'
import { IconButton } from '../../../ui/IconButton.tsx'
import { Select } from '../../../ui/Select.tsx'
import { TextField } from '../../../ui/TextField.tsx'
import { ROLE_NAMES } from '../role-names.ts'
import { Check } from './Check.tsx'
import { DomainsField } from './DomainsField.tsx'

interface NewcomerFieldsProps {
  form: OwnSignInForm
  onChange: (change: Partial<OwnSignInForm>) => void
}

/** Whom it lets in, and what they get here. */
export function NewcomerFields({ form, onChange }: NewcomerFieldsProps) {
  const { t } = useLingui()
  const { groups } = form
  // A directory says groups in its own way.
  const isDirectory = form.kind === 'ldap'
  return (
    <fieldset className="grid gap-4 rounded-xl border border-line p-5">
      <legend className="px-1 font-medium">
        <Trans>Who comes in</Trans>
      </legend>
      <Check
        isChecked={form.mayCreatePeople}
        label={t`Whoever comes for the first time gets an account.`}
        onChange={(mayCreatePeople) => onChange({ mayCreatePeople })}
      />
      <DomainsField
        domains={form.allowedDomains}
        hint={t`Whose address has another domain does not come in. Empty: whatever domain.`}
        label={t`Only addresses of these domains`}
        onChange={(allowedDomains) => onChange({ allowedDomains })}
      />
      <DomainsField
        domains={form.trustedDomains}
        hint={t`Whoever has such an address here already becomes that person, with all that is theirs. Only for domains that this service alone gives out.`}
        label={t`Domains whose addresses are believed`}
        onChange={(trustedDomains) => onChange({ trustedDomains })}
      />
      <Check
        isChecked={groups !== null}
        label={t`Groups are taken over at each sign-in.`}
        onChange={(is) =>
          onChange({ groups: is ? { from: 'groups', names: [], takesOthers: true } : null })
        }
      />
      {groups && !isDirectory && (
        <TextField
          autoComplete="off"
          dir="ltr"
          label={t`Claim or attribute of the groups`}
          onChange={({ target }) => onChange({ groups: { ...groups, from: target.value } })}
          required
          spellCheck={false}
          value={groups.from}
        />
      )}
      <RolesField form={form} onChange={onChange} />
    </fieldset>
  )
}

type Roles = NonNullable<OwnSignInForm['roles']>

const toRole = (value: string) => Role.options.find((one) => one === value) ?? 'member'

/** Which of its groups give which role here. */
function RolesField({ form: { roles, kind }, onChange }: NewcomerFieldsProps) {
  const isDirectory = kind === 'ldap'
  const { t, i18n } = useLingui()
  const names = roles?.names ?? []
  const set = (next: Roles['names']) =>
    onChange({
      roles: next.length === 0 ? null : { from: 'groups', isNeeded: false, ...roles, names: next },
    })
  return (
    <div className="grid gap-3">
      {roles && !isDirectory && (
        <TextField
          autoComplete="off"
          dir="ltr"
          label={t`Claim or attribute of the roles`}
          onChange={({ target }) => onChange({ roles: { ...roles, from: target.value } })}
          required
          spellCheck={false}
          value={roles.from}
        />
      )}
      {names.map(({ from, role }, at) => (
        <div className="flex flex-wrap items-end gap-2" key={at}>
          <TextField
            autoComplete="off"
            className="min-w-40 grow"
            dir="ltr"
            label={t`What the service says`}
            onChange={({ target }) => set(names.with(at, { from: target.value, role }))}
            required
            spellCheck={false}
            value={from}
          />
          <Select
            label={t`Role here`}
            onChange={({ target }) => set(names.with(at, { from, role: toRole(target.value) }))}
            options={Role.options.map((value) => ({ value, name: i18n._(ROLE_NAMES[value]) }))}
            value={role}
          />
          <IconButton
            icon="close"
            label={t`Remove the role for “${from}”`}
            onClick={() => set(names.filter((_, index) => index !== at))}
          />
        </div>
      ))}
      {roles && (
        <Check
          isChecked={roles.isNeeded}
          label={t`Whoever has none of them does not come in`}
          onChange={(isNeeded) => onChange({ roles: { ...roles, isNeeded } })}
        />
      )}
      <div>
        <Button icon="add" onClick={() => set([...names, { from: '', role: 'member' }])}>
          <Trans>Give a role by a group</Trans>
        </Button>
      </div>
    </div>
  )
}
