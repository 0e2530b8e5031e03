import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { CreatedKey } from '#wire/access.ts'
import type { SignInOverview } from '#wire/sso.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { AccountCard } from '../account/AccountCard.tsx'
import { useFormats } from '../charts/use-formats.ts'
import { FailureNotice } from '../FailureNotice.tsx'
import { useMoney } from '../money/use-money.ts'
import { useRights } from '../use-rights.ts'
import { useTask } from '../use-task.ts'
import { CopyableUrl } from './CopyableUrl.tsx'
import { useDirectory } from './use-directory.ts'

interface ScimCardProps {
  scim: SignInOverview['scim']
  onChanged: () => void
}

/** Where a directory provisions people, and the key that it needs. */
export function ScimCard({ scim, onChanged }: ScimCardProps) {
  const { t } = useLingui()
  const formats = useFormats()
  const rights = useRights()
  const { run, isRunning, failure } = useTask()
  const makeKey = useScimKey()
  const [created, setCreated] = useState<CreatedKey | null>(null)
  const { people, groups, lastChangeAt } = scim
  const mayMake = (['service-account.manage', 'role.manage', 'key.create'] as const).every((one) =>
    rights.has(one),
  )
  return (
    <AccountCard
      title={t`Provisioning (SCIM 2.0)`}
      lead={
        <Trans>
          Your directory makes, changes and suspends people and groups here by itself: who leaves
          there is out here at once.
        </Trans>
      }
      actions={
        mayMake && (
          <Button
            icon="key"
            isBusy={isRunning}
            onClick={() => void run(async () => setCreated(await makeKey()))}
          >
            <Trans>Make an account and a key for it</Trans>
          </Button>
        )
      }
    >
      <CopyableUrl url={scim.url} />
      {lastChangeAt === null ? (
        <p className="text-sm text-ink-muted">
          <Trans>No directory has provisioned anybody yet.</Trans>
        </p>
      ) : (
        <p className="text-sm text-ink-muted">
          <Plural value={people} one="# person" other="# people" />
          {', '}
          <Plural value={groups} one="# group" other="# groups" />
          {'. '}
          <Trans>Last change {formats.moment(Date.parse(lastChangeAt))}.</Trans>
        </p>
      )}
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      {created && (
        <SecretDialog
          secret={created.secret}
          onClose={() => {
            setCreated(null)
            onChanged()
          }}
        />
      )}
    </AccountCard>
  )
}

/** A service account that may manage people, and a key of it that is good for SCIM alone. */
function useScimKey() {
  const { t } = useLingui()
  const directory = useDirectory()
  const money = useMoney()
  const name = 'SCIM'
  const description = t`Provisions people and groups. Its keys work at /scim/v2 alone.`
  return async (): Promise<CreatedKey> => {
    const accounts = await directory.listServiceAccounts()
    const known = accounts.find((one) => one.name === name)
    const account =
      known ??
      (await directory.createServiceAccount({ name, description, roles: ['administrator'] }))
    const owner = { kind: 'service', id: account.id } as const
    return money.createKey({ name, owner, scopes: ['scim'] })
  }
}

function SecretDialog({ secret, onClose }: { secret: string; onClose: () => void }) {
  const { t } = useLingui()
  return (
    <Dialog
      size="wide"
      title={t`The key of your directory`}
      closeLabel={t`Close`}
      onClose={onClose}
      actions={
        <Button look="primary" onClick={onClose}>
          <Trans>I have kept it</Trans>
        </Button>
      }
    >
      <div className="grid min-w-0 gap-4 text-ink">
        <Banner kind="warning" title={t`This is shown once`}>
          <Trans>
            Enter it in your directory as the secret token, beside the address. It is good for
            people and groups alone, and is stopped under “Service accounts”.
          </Trans>
        </Banner>
        <CopyableUrl url={secret} />
      </div>
    </Dialog>
  )
}
