import { Trans, useLingui } from '@lingui/react/macro'
import { useMemo, useState } from 'react'
import { createOwnSignInClient } from '#sdk/own-sign-in.ts'
import type { OwnSignIn } from '#wire/own-sign-in.ts'
import { Button } from '../../../ui/Button.tsx'
import { useApp } from '../../app-context.ts'
import { ConfirmDialog } from '../../ConfirmDialog.tsx'
import { CopyableUrl } from '../CopyableUrl.tsx'
import { LinkButton } from '../../shell/LinkButton.tsx'
import { useRights } from '../../use-rights.ts'

interface OwnSignInActionsProps {
  way: OwnSignIn
  onRemoved: () => void
}

/** Its address for people, and what an owner does with a way that was set up here. */
export function OwnSignInActions({ way, onRemoved }: OwnSignInActionsProps) {
  const { t } = useLingui()
  const { client: app } = useApp()
  const client = useMemo(() => createOwnSignInClient(app.http), [app])
  const mayConfigure = useRights().has('sign-in.configure')
  const [isAsked, setIsAsked] = useState(false)
  const { name } = way.form
  return (
    <div className="grid gap-4 border-t border-line pt-4">
      <div className="grid gap-1 text-sm">
        <p className="text-ink-muted">
          <Trans>Where people begin to sign in by it</Trans>
        </p>
        <CopyableUrl url={way.url} />
      </div>
      {mayConfigure && (
        <div className="flex flex-wrap gap-2">
          <LinkButton href={`/admin/single-sign-on/${way.id}`} icon="edit">
            <Trans>Change</Trans>
            <span className="sr-only">: {name}</span>
          </LinkButton>
          <Button icon="trash" onClick={() => setIsAsked(true)}>
            <Trans>Remove</Trans>
            <span className="sr-only">: {name}</span>
          </Button>
        </div>
      )}
      {isAsked && (
        <ConfirmDialog
          action={t`Remove`}
          onClose={() => setIsAsked(false)}
          onDone={() => {
            setIsAsked(false)
            onRemoved()
          }}
          title={t`Remove “${name}”?`}
          work={() => client.remove(way.id)}
        >
          <p>
            <Trans>
              Nobody comes in by it any more. Their accounts stay, and whoever is signed in stays
              so.
            </Trans>
          </p>
        </ConfirmDialog>
      )}
    </div>
  )
}
