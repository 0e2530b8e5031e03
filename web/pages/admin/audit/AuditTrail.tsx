import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, type ReactNode } from 'react'
import { useSearchParams } from 'wouter'
import { LinkButton } from '../../../components/shell/LinkButton.tsx'
import { PageTitle } from '../../../components/shell/PageTitle.tsx'
import { RemoteStatus } from '../../../components/shell/RemoteStatus.tsx'
import { useRemote } from '../../../components/shell/use-remote.ts'
import { useMedia, WIDE } from '../../../components/use-media.ts'
import { Button } from '../../../ui/Button.tsx'
import { Disclosure } from '../../../ui/Disclosure.tsx'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { AuditFilters } from './AuditFilters.tsx'
import { AuditPages } from './AuditPages.tsx'
import { TrailStatus } from './TrailStatus.tsx'
import { searchFrom } from './audit-search.ts'
import { useAudit } from './use-audit.ts'

/** What happened, the newest first, with what to look for kept in the address. */
export function AuditTrail() {
  const { t } = useLingui()
  const [params, setParams] = useSearchParams()
  const query = params.toString()
  const client = useAudit()
  const load = useCallback(
    (signal: AbortSignal) => client.search(searchFrom(query), signal),
    [client, query],
  )
  const remote = useRemote(load)
  const { value, isLoading, reload } = remote
  const search = searchFrom(query)
  return (
    <>
      <PageTitle
        title={t`Audit trail`}
        actions={
          <Button icon="retry" isBusy={isLoading} onClick={reload}>
            <Trans>Refresh</Trans>
          </Button>
        }
      >
        <Trans>
          That something happened, who did it and what came of it; never what was said. Each entry
          is part of a signed chain, so that nobody can change it unseen.
        </Trans>
      </PageTitle>
      <div className="grid grid-cols-1 gap-5">
        <TrailStatus />
        <Foldable isOpen={params.size > 0}>
          <AuditFilters
            key={query}
            params={params}
            onSearch={(next) => setParams(next, { replace: true })}
          />
        </Foldable>
        <RemoteStatus lines={8} of={remote} />
        {value?.entries.length === 0 && (
          <NothingFound hasFilter={query !== ''} onClear={() => setParams({}, { replace: true })} />
        )}
        {value !== undefined && value.entries.length > 0 && (
          <>
            <AuditPages
              key={`${query} ${value.entries[0]?.sequence}`}
              first={value.entries}
              firstCursor={value.nextCursor}
              search={search}
            />
            <div className="flex flex-wrap gap-2">
              <LinkButton href={client.fileOf(search, 'csv')} icon="download" isFile>
                <Trans>Save as a table (CSV)</Trans>
              </LinkButton>
              <LinkButton href={client.fileOf(search, 'jsonl')} icon="download" isFile>
                <Trans>Save as JSON lines</Trans>
              </LinkButton>
            </div>
          </>
        )}
      </div>
    </>
  )
}

/** On a phone the list comes first, and what to look for is one touch away. */
function Foldable({ isOpen, children }: { isOpen: boolean; children: ReactNode }) {
  const isWide = useMedia(WIDE)
  if (isWide || isOpen) {
    return <div className="rounded-lg border border-line bg-surface p-4">{children}</div>
  }
  return (
    <Disclosure icon="filter" title={<Trans>Filter</Trans>}>
      {children}
    </Disclosure>
  )
}

function NothingFound({ hasFilter, onClear }: { hasFilter: boolean; onClear: () => void }) {
  const { t } = useLingui()
  return hasFilter ? (
    <EmptyState
      action={
        <Button icon="close" onClick={onClear}>
          <Trans>Show all</Trans>
        </Button>
      }
      icon="search"
      title={t`Nothing like that happened`}
    >
      <Trans>Leave out a condition, or look further back.</Trans>
    </EmptyState>
  ) : (
    <EmptyState icon="list" title={t`Nothing has happened yet`}>
      <Trans>
        Sign-ins, keys, budgets, policies, calls of models and whatever else changes something
        appear here by themselves, as does whoever reads this page.
      </Trans>
    </EmptyState>
  )
}
