import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useState } from 'react'
import type { MyData } from '#wire/rights.ts'
import { lazyDialog } from '../components/exchange/lazy-dialog.tsx'
import { Extra } from '../components/Extra.tsx'
import { AskDialog } from '../components/rights/AskDialog.tsx'
import { EraseDialog } from '../components/rights/EraseDialog.tsx'
import { HeldTable } from '../components/rights/HeldTable.tsx'
import { RequestList } from '../components/rights/RequestList.tsx'
import { useRightsClient } from '../components/rights/use-rights-client.ts'
import { useApp } from '../components/app-context.ts'
import { CLASSES } from '../components/classification/class-texts.ts'
import { FailureNotice } from '../components/FailureNotice.tsx'
import { LinkButton } from '../components/shell/LinkButton.tsx'
import { PageFrame } from '../components/shell/PageFrame.tsx'
import { PageTitle } from '../components/shell/PageTitle.tsx'
import { RemoteStatus } from '../components/shell/RemoteStatus.tsx'
import { useToast } from '../components/shell/Toasts.tsx'
import { useRemote } from '../components/shell/use-remote.ts'
import { useTask } from '../components/use-task.ts'
import { useStore } from '../state/external-store.ts'
import { Banner } from '../ui/Banner.tsx'
import { Button } from '../ui/Button.tsx'

const ImportDialog = lazyDialog(
  async () => (await import('../components/exchange/ImportDialog.tsx')).ImportDialog,
)

/** What is stored about oneself, until when, and what one can do about it. */
export function MyDataPage() {
  const { t } = useLingui()
  const client = useRightsClient()
  const remote = useRemote(useCallback((signal: AbortSignal) => client.getMyData(signal), [client]))
  const { value, reload } = remote
  return (
    <PageFrame>
      <PageTitle
        title={t`My data`}
        actions={
          <LinkButton href={client.myFile} icon="download" isFile look="primary">
            <Trans>Take it along</Trans>
          </LinkButton>
        }
      >
        <Trans>What is stored about you here, until when, and what you can do about it.</Trans>
      </PageTitle>
      <RemoteStatus of={remote} lines={10} />
      {value && (
        <div className="grid max-w-4xl grid-cols-1 gap-10">
          {value.isHeld && <Held />}
          <div className="grid gap-4">
            <HeldTable held={value.held} />
            <Periods of={value} />
          </div>
          <Requests of={value} onChanged={reload} />
          <Again onTaken={reload} />
          {value.mayEraseSelf && <Erase />}
        </div>
      )}
    </PageFrame>
  )
}

function Held() {
  const { t } = useLingui()
  return (
    <Banner kind="info" title={t`Something of it has to be kept for now`}>
      <Trans>
        A legal hold is on it, so that it is neither erased nor goes by itself. The data-protection
        officer can say more.
      </Trans>
    </Banner>
  )
}

function Periods({ of: { retention } }: { of: MyData }) {
  const { i18n } = useLingui()
  if (retention.length === 0) {
    return (
      <p className="text-sm text-ink-muted">
        <Trans>
          Conversations stay until you delete them: your organisation has set no period.
        </Trans>
      </p>
    )
  }
  return (
    <ul className="grid gap-1 text-sm text-ink-muted">
      {retention.map(({ classification, days }) => (
        <li key={classification}>
          {i18n._(CLASSES[classification].name)}:{' '}
          <Plural
            value={days}
            one="Conversations go # day after their last use."
            other="Conversations go # days after their last use."
          />
        </li>
      ))}
    </ul>
  )
}

function Requests({ of: { requests }, onChanged }: { of: MyData; onChanged: () => void }) {
  const { t } = useLingui()
  const client = useRightsClient()
  const say = useToast()
  const [isAsking, setIsAsking] = useState(false)
  const { run, isRunning, failure } = useTask()
  async function withdraw(id: string) {
    if (!(await run(() => client.withdraw(id)))) return
    say(t`Withdrawn.`)
    onChanged()
  }
  return (
    <section className="grid gap-4" aria-labelledby="my-requests">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 className="font-display text-xl" id="my-requests">
          <Trans>Your requests</Trans>
        </h2>
        <Button icon="add" onClick={() => setIsAsking(true)}>
          <Trans>Ask for something</Trans>
        </Button>
      </div>
      <p className="max-w-(--measure) text-sm text-ink-muted">
        <Trans>
          To see what is stored, to have it corrected or erased, to have it used no more: you may
          ask for that, and are answered within a month.
        </Trans>
      </p>
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      <RequestList
        requests={requests}
        renderActions={({ id, status }) =>
          (status === 'open' || status === 'approved') && (
            <Button isBusy={isRunning} onClick={() => void withdraw(id)}>
              <Trans>Withdraw</Trans>
            </Button>
          )
        }
      />
      {isAsking && (
        <AskDialog
          onClose={() => setIsAsking(false)}
          onDone={() => {
            setIsAsking(false)
            onChanged()
          }}
        />
      )}
    </section>
  )
}

/** Conversations that somebody took along elsewhere, or before: by the same way as those of other programs. */
function Again({ onTaken }: { onTaken: () => void }) {
  const [isOpen, setIsOpen] = useState(false)
  const close = () => {
    setIsOpen(false)
    onTaken()
  }
  return (
    <section className="grid justify-items-start gap-3" aria-labelledby="my-import">
      <h2 className="font-display text-xl" id="my-import">
        <Trans>Bring conversations with you</Trans>
      </h2>
      <p className="max-w-(--measure) text-sm text-ink-muted">
        <Trans>
          The ZIP that you took along, from here or from another Galerne, or the file of another
          program. What comes with it stands beside what is here.
        </Trans>
      </p>
      <Button icon="archive" onClick={() => setIsOpen(true)}>
        <Trans>Choose the file</Trans>
      </Button>
      {isOpen && (
        <Extra>
          <ImportDialog onClose={close} />
        </Extra>
      )}
    </section>
  )
}

function Erase() {
  const { t } = useLingui()
  const { session } = useApp()
  const client = useRightsClient()
  const state = useStore(session.state)
  const [isAsking, setIsAsking] = useState(false)
  const name = 'session' in state ? state.session.principal.name : ''
  return (
    <section
      aria-labelledby="my-end"
      className="grid justify-items-start gap-3 border-t border-line pt-8"
    >
      <h2 className="font-display text-xl" id="my-end">
        <Trans>Erase everything</Trans>
      </h2>
      <p className="max-w-(--measure) text-sm text-ink-muted">
        <Trans>Your organisation lets people do this themselves. It cannot be undone.</Trans>
      </p>
      <Button look="danger" icon="trash" onClick={() => setIsAsking(true)}>
        {t`Erase everything about me`}
      </Button>
      {isAsking && (
        <EraseDialog
          name={name}
          isMyself
          erase={(wish) => client.eraseMyself(wish)}
          onClose={() => setIsAsking(false)}
          onDone={() => window.location.assign('/')}
        />
      )}
    </section>
  )
}
