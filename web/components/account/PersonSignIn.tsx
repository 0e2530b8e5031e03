import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { PersonDetails } from '#wire/directory.ts'
import { Button } from '../../ui/Button.tsx'
import { ConfirmDialog } from '../ConfirmDialog.tsx'
import { useDirectory } from '../people/use-directory.ts'
import { useToast } from '../shell/Toasts.tsx'

/** What an administrator does for somebody who lost a device. */
export function PersonSignIn({ person }: { person: PersonDetails }) {
  const { t } = useLingui()
  const client = useDirectory()
  const say = useToast()
  const [open, setOpen] = useState<'sessions' | 'factors' | null>(null)
  const { id, name, source } = person
  const close = () => setOpen(null)
  return (
    <>
      <Button icon="sign-out" onClick={() => setOpen('sessions')}>
        <Trans>Sign out everywhere</Trans>
      </Button>
      {source === 'local' && (
        <Button icon="key" onClick={() => setOpen('factors')}>
          <Trans>Remove second factors</Trans>
        </Button>
      )}
      {open === 'sessions' && (
        <ConfirmDialog
          action={t`Sign out everywhere`}
          onClose={close}
          onDone={() => {
            close()
            say(t`${name} is signed out everywhere.`)
          }}
          title={t`Sign ${name} out everywhere?`}
          work={() => client.endSessions(id)}
        >
          <Trans>
            On all devices they have to sign in again. Their keys go on working; to stop these as
            well, suspend them.
          </Trans>
        </ConfirmDialog>
      )}
      {open === 'factors' && (
        <ConfirmDialog
          action={t`Remove second factors`}
          onClose={close}
          onDone={close}
          title={t`Remove the second factors of ${name}?`}
          work={() => client.removeSecondFactors(id)}
        >
          <Trans>
            Their passkeys, authenticator app and recovery codes are gone for good, and they are
            signed out everywhere. Their password alone signs them in then; be sure that it is
            really they who ask.
          </Trans>
        </ConfirmDialog>
      )}
    </>
  )
}
