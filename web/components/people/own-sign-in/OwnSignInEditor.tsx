import { Trans, useLingui } from '@lingui/react/macro'
import { useMemo, useState, type FormEvent } from 'react'
import { createOwnSignInClient } from '#sdk/own-sign-in.ts'
import type { OwnSignIn, OwnSignInForm } from '#wire/own-sign-in.ts'
import { Button } from '../../../ui/Button.tsx'
import { Select } from '../../../ui/Select.tsx'
import { TextField } from '../../../ui/TextField.tsx'
import { useApp } from '../../app-context.ts'
import { FailureNotice } from '../../FailureNotice.tsx'
import { LinkButton } from '../../shell/LinkButton.tsx'
import { useTask } from '../../use-task.ts'
import { Check } from './Check.tsx'
import { NEW_LDAP, NEW_OIDC, NEW_SAML } from './drafts.ts'
import { LdapFields } from './LdapFields.tsx'
import { NewcomerFields } from './NewcomerFields.tsx'
import { OidcFields } from './OidcFields.tsx'
import { SamlFields } from './SamlFields.tsx'

interface OwnSignInEditorProps {
  /** Null: one that is to be made. */
  way: OwnSignIn | null
  onSaved: (way: OwnSignIn) => void
}

const DRAFTS: Record<string, OwnSignInForm> = { saml: NEW_SAML, ldap: NEW_LDAP }

/** A way of single sign-on, new or changed. */
export function OwnSignInEditor({ way, onSaved }: OwnSignInEditorProps) {
  const { t } = useLingui()
  const { client: app } = useApp()
  const client = useMemo(() => createOwnSignInClient(app.http), [app])
  const { run, isRunning, failure } = useTask()
  const [form, setForm] = useState<OwnSignInForm>(way?.form ?? NEW_OIDC)
  const [secret, setSecret] = useState('')
  const set = (change: Partial<OwnSignInForm>) =>
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each kind's fields change that kind alone
    setForm((before) => ({ ...before, ...change }) as OwnSignInForm)

  const hasSecret = way?.hasSecret ?? false
  const kept = { hasSecret, secret, onSecret: setSecret, onChange: set }

  async function save(event: FormEvent) {
    event.preventDefault()
    const body = { form, ...(secret !== '' && { secret }) }
    await run(async () => onSaved(await (way ? client.change(way.id, body) : client.add(body))))
  }

  return (
    <form className="grid max-w-3xl gap-6" onSubmit={(event) => void save(event)}>
      {!way && (
        <Select
          label={t`How it speaks`}
          onChange={({ target }) => setForm(DRAFTS[target.value] ?? NEW_OIDC)}
          options={[
            { value: 'oidc', name: t`OpenID Connect` },
            { value: 'saml', name: t`SAML 2.0` },
            { value: 'ldap', name: t`LDAP` },
          ]}
          value={form.kind}
        />
      )}
      <TextField
        autoComplete="off"
        {...(form.kind !== 'ldap' && { hint: t`On the button of the sign-in page.` })}
        label={t`Name`}
        maxLength={80}
        onChange={({ target }) => set({ name: target.value })}
        required
        value={form.name}
      />
      {form.kind === 'oidc' && <OidcFields form={form} {...kept} />}
      {form.kind === 'saml' && <SamlFields client={client} form={form} onChange={set} />}
      {form.kind === 'ldap' && <LdapFields form={form} {...kept} />}
      <NewcomerFields form={form} onChange={set} />
      <Check
        hint={t`Save it switched off, try it, then let people in.`}
        isChecked={form.isEnabled}
        label={t`People may sign in by it`}
        onChange={(isEnabled) => set({ isEnabled })}
      />
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      <div className="flex flex-wrap gap-2">
        <Button isBusy={isRunning} look="primary" type="submit">
          <Trans>Save</Trans>
        </Button>
        <LinkButton href="/admin/single-sign-on">
          <Trans>Cancel</Trans>
        </LinkButton>
      </div>
    </form>
  )
}
