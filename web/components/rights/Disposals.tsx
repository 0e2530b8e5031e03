import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useState } from 'react'
import type { SignedDisposal } from '#wire/rights.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { useFormats } from '../charts/use-formats.ts'
import { FailureNotice } from '../FailureNotice.tsx'
import { LinkButton } from '../shell/LinkButton.tsx'
import { RemoteStatus } from '../shell/RemoteStatus.tsx'
import { useRemote } from '../shell/use-remote.ts'
import { useTask } from '../use-task.ts'
import { useRightsClient } from './use-rights-client.ts'

/** Certificates of what has gone for good. */
export function Disposals() {
  const { t } = useLingui()
  const client = useRightsClient()
  const remote = useRemote(
    useCallback((signal: AbortSignal) => client.listDisposals(null, signal), [client]),
  )
  const [more, setMore] = useState<SignedDisposal[]>([])
  const [cursor, setCursor] = useState<string | null | undefined>(undefined)
  const { run, isRunning, failure } = useTask()
  const { value } = remote
  const next = cursor === undefined ? (value?.nextCursor ?? null) : cursor
  async function showMore(from: string) {
    await run(async () => {
      const page = await client.listDisposals(from)
      setMore((before) => [...before, ...page.disposals])
      setCursor(page.nextCursor)
    })
  }
  return (
    <section className="grid gap-4" aria-labelledby="disposals">
      <div>
        <h2 className="font-display text-xl" id="disposals">
          <Trans>Certificates of disposal</Trans>
        </h2>
        <p className="mt-1 max-w-(--measure) text-sm text-ink-muted">
          <Trans>
            What has gone, how much of it, when and by whom: signed, and without a word of it.
          </Trans>
        </p>
      </div>
      <RemoteStatus of={remote} />
      {value?.disposals.length === 0 && (
        <EmptyState icon="archive" title={t`Nothing has gone yet`}>
          <Trans>Each erasure, and each time that a period ends, makes a certificate here.</Trans>
        </EmptyState>
      )}
      <ul className="grid gap-3">
        {[...(value?.disposals ?? []), ...more].map((disposal) => (
          <Item key={disposal.certificate.id} of={disposal} />
        ))}
      </ul>
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      {next !== null && (
        <div className="grid justify-items-center">
          <Button isBusy={isRunning} onClick={() => void showMore(next)}>
            <Trans>Show more</Trans>
          </Button>
        </div>
      )}
    </section>
  )
}

function Item({ of: { certificate } }: { of: SignedDisposal }) {
  const formats = useFormats()
  const client = useRightsClient()
  const { id, kind, at, rule, by, counts } = certificate
  const total = formats.count(
    counts.filter(({ fate }) => fate === 'erased').reduce((sum, { count }) => sum + count, 0),
  )
  const when = formats.moment(Date.parse(at))
  return (
    <li className="flex flex-wrap items-center justify-between gap-3 rounded-lg border border-line bg-surface p-4 text-sm">
      <div className="min-w-0 [overflow-wrap:anywhere]">
        <h3 className="font-medium">
          {kind === 'erasure' ? <Trans>Erasure of a person</Trans> : <Trans>End of a period</Trans>}
        </h3>
        <p className="text-ink-muted">
          <Trans>
            {when}, by {by}. Rows: {total}.
          </Trans>
        </p>
        <p dir="auto">{rule}</p>
      </div>
      <div className="flex flex-wrap gap-2">
        <LinkButton href={client.disposalPdf(id)} icon="download" isFile>
          <Trans>PDF</Trans>
        </LinkButton>
        <LinkButton href={client.disposalFile(id)} icon="download" isFile>
          <Trans>JSON</Trans>
        </LinkButton>
      </div>
    </li>
  )
}
