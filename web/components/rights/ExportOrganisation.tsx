import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { Button } from '../../ui/Button.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { textOf } from '../money/form-text.ts'
import { useRights } from '../use-rights.ts'
import { FormDialog } from './FormDialog.tsx'
import { useRightsClient } from './use-rights-client.ts'

/** The whole organisation as one file, for whoever may have that. */
export function ExportOrganisation() {
  const { t } = useLingui()
  const client = useRightsClient()
  const mayExport = useRights().has('organisation.export')
  const [isOpen, setIsOpen] = useState(false)
  if (!mayExport) return null
  return (
    <section className="grid justify-items-start gap-3" aria-labelledby="exit">
      <h2 className="font-display text-xl" id="exit">
        <Trans>Take everything along</Trans>
      </h2>
      <p className="max-w-(--measure) text-sm text-ink-muted">
        <Trans>
          All people, conversations, keys, rules and accounts in one file, which another Galerne
          takes in as it is. Nothing here is changed by it.
        </Trans>
      </p>
      <Button icon="download" onClick={() => setIsOpen(true)}>
        <Trans>Export the organisation</Trans>
      </Button>
      {isOpen && (
        <FormDialog
          title={t`Export the organisation`}
          action={t`Export`}
          onClose={() => setIsOpen(false)}
          onDone={() => setIsOpen(false)}
          work={async (form) => {
            const passphrase = textOf(form, 'passphrase') || null
            const response = await client.exportOrganisation({ passphrase })
            keep(await response.blob(), nameOf(response))
          }}
        >
          <p className="text-sm text-ink-muted">
            <Trans>
              The file holds every word of everybody. Keep it as carefully as Galerne itself. For a
              large organisation use “galerne organisation export” where Galerne runs.
            </Trans>
          </p>
          <TextField
            label={t`Passphrase for what is secret`}
            hint={t`12 characters or more. Left empty, keys of providers and what people sign in with stay behind, and are entered anew.`}
            name="passphrase"
            type="password"
            minLength={12}
            autoComplete="new-password"
          />
        </FormDialog>
      )}
    </section>
  )
}

function nameOf(response: Response): string {
  const said = /filename="([\w.-]+)"/.exec(response.headers.get('content-disposition') ?? '')
  return said?.[1] ?? 'organisation.galerne'
}

function keep(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
