import { Trans, useLingui } from '@lingui/react/macro'
import { useId, useRef } from 'react'
import type { OwnSignInClient } from '#sdk/own-sign-in.ts'
import type { SamlForm } from '#wire/own-sign-in.ts'
import { Button } from '../../../ui/Button.tsx'
import { TextField } from '../../../ui/TextField.tsx'
import { FailureNotice } from '../../FailureNotice.tsx'
import { useTask } from '../../use-task.ts'
import { toCertificates } from './drafts.ts'

interface SamlFieldsProps {
  form: SamlForm
  client: Pick<OwnSignInClient, 'readMetadata'>
  onChange: (change: Partial<SamlForm>) => void
}

/** Which identity provider it is: from its metadata file, or typed. */
export function SamlFields({ form, client, onChange }: SamlFieldsProps) {
  const { t } = useLingui()
  const id = useId()
  return (
    <>
      <MetadataFile client={client} onRead={onChange} />
      <TextField
        autoComplete="off"
        dir="ltr"
        label={t`Entity ID of the identity provider`}
        onChange={({ target }) => onChange({ entityId: target.value.trim() })}
        required
        value={form.entityId}
      />
      <TextField
        autoComplete="off"
        dir="ltr"
        label={t`Address to sign in at (HTTP-Redirect)`}
        onChange={({ target }) => onChange({ signInUrl: target.value.trim() })}
        required
        type="url"
        value={form.signInUrl}
      />
      <TextField
        autoComplete="off"
        dir="ltr"
        label={t`Address to sign out at`}
        onChange={({ target }) => onChange({ signOutUrl: target.value.trim() || null })}
        type="url"
        value={form.signOutUrl ?? ''}
      />
      <div className="grid gap-1.5 text-sm">
        <label className="font-medium" htmlFor={id}>
          <Trans>Certificates that it signs with</Trans>
        </label>
        <textarea
          className="field min-h-32 font-mono text-xs"
          defaultValue={form.certificates.join('\n')}
          dir="ltr"
          id={id}
          // Also what is read from a file stands here.
          key={form.certificates.length === 0 ? 'empty' : 'filled'}
          onBlur={({ target }) => onChange({ certificates: toCertificates(target.value) })}
          placeholder="-----BEGIN CERTIFICATE-----"
          required
          spellCheck={false}
          translate="no"
        />
      </div>
    </>
  )
}

function MetadataFile({
  client,
  onRead,
}: {
  client: SamlFieldsProps['client']
  onRead: SamlFieldsProps['onChange']
}) {
  const { t } = useLingui()
  const input = useRef<HTMLInputElement>(null)
  const { run, isRunning, failure } = useTask()
  const read = (file: File) =>
    run(async () => onRead(await client.readMetadata({ xml: await file.text() })))
  return (
    <div className="grid justify-items-start gap-2">
      <Button icon="attach" isBusy={isRunning} onClick={() => input.current?.click()}>
        <Trans>Read a metadata file</Trans>
      </Button>
      <input
        accept=".xml,application/xml,text/xml,application/samlmetadata+xml"
        aria-label={t`Metadata file`}
        hidden
        onChange={({ target }) => {
          const [file] = target.files ?? []
          target.value = ''
          if (file) void read(file)
        }}
        ref={input}
        type="file"
      />
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
    </div>
  )
}
