import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useState, type ReactNode } from 'react'
import { useSearchParams } from 'wouter'
import type { LoggedRequest, RequestSearch } from '#wire/observability.ts'
import { FailureNotice } from '../../../components/FailureNotice.tsx'
import { PageTitle } from '../../../components/shell/PageTitle.tsx'
import { LinkButton } from '../../../components/shell/LinkButton.tsx'
import { RemoteStatus } from '../../../components/shell/RemoteStatus.tsx'
import { useRemote } from '../../../components/shell/use-remote.ts'
import { useFormats } from '../../../components/charts/use-formats.ts'
import { useMedia, WIDE } from '../../../components/use-media.ts'
import { useTask } from '../../../components/use-task.ts'
import { Banner } from '../../../ui/Banner.tsx'
import { Button } from '../../../ui/Button.tsx'
import { Disclosure } from '../../../ui/Disclosure.tsx'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { RequestFilters } from './RequestFilters.tsx'
import { RequestTable } from './RequestTable.tsx'
import { searchFrom } from './request-search.ts'
import { useObservability } from './use-observability.ts'

/** What was asked of models, the newest first, with what to look for kept in the address. */
export function RequestList() {
  const { t } = useLingui()
  const formats = useFormats()
  const [params, setParams] = useSearchParams()
  const query = params.toString()
  const client = useObservability()
  const load = useCallback(
    async (signal: AbortSignal) => {
      const search = searchFrom(query, Date.now())
      return { search, ...(await client.searchRequests(search, signal)) }
    },
    [client, query],
  )
  const remote = useRemote(load)
  const { value, isLoading, reload } = remote
  const skipped = value ? formats.count(value.skipped) : ''

  return (
    <>
      <PageTitle
        title={t`Requests`}
        actions={
          <Button icon="retry" isBusy={isLoading} onClick={reload}>
            <Trans>Refresh</Trans>
          </Button>
        }
      >
        <Introduction days={value?.retentionDays} />
      </PageTitle>
      <div className="grid grid-cols-1 gap-5">
        <Foldable isOpen={params.size > 0}>
          <RequestFilters
            key={query}
            params={params}
            onSearch={(next) => setParams(next, { replace: true })}
          />
        </Foldable>
        {value !== undefined && value.skipped > 0 && (
          <Banner kind="info" title={t`Not every request is in the log`}>
            <Trans>
              {skipped} came too quickly after one another to be written down one by one. They are
              in the sums of the traffic page and in the bills.
            </Trans>
          </Banner>
        )}
        <RemoteStatus lines={8} of={remote} />
        {value?.requests.length === 0 && (
          <NothingFound hasFilter={query !== ''} onClear={() => setParams({}, { replace: true })} />
        )}
        {value !== undefined && value.requests.length > 0 && (
          <Pages
            key={`${value.requests[0]?.id} ${value.nextCursor}`}
            first={value.requests}
            firstCursor={value.nextCursor}
            names={value.principalNames}
            search={value.search}
          />
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

interface NothingFoundProps {
  hasFilter: boolean
  onClear: () => void
}

function NothingFound({ hasFilter, onClear }: NothingFoundProps) {
  const { t } = useLingui()
  return hasFilter ? (
    <EmptyState
      action={
        <Button icon="close" onClick={onClear}>
          <Trans>Show all</Trans>
        </Button>
      }
      icon="search"
      title={t`No request is like that`}
    >
      <Trans>Leave out a condition, or look further back.</Trans>
    </EmptyState>
  ) : (
    <EmptyState
      action={
        <LinkButton href="/playground" icon="compare" look="primary">
          <Trans>Ask a model</Trans>
        </LinkButton>
      }
      icon="list"
      title={t`Nobody has called a model yet`}
    >
      <Trans>
        Each call appears here when it is over: from the assistant, and from programs that have an
        API key.
      </Trans>
    </EmptyState>
  )
}

interface PagesProps {
  first: LoggedRequest[]
  firstCursor: string | null
  names: Record<string, string>
  search: RequestSearch
}

/** The first page, and as many older ones as are asked for. */
function Pages({ first, firstCursor, names, search }: PagesProps) {
  const client = useObservability()
  const { run, isRunning, failure } = useTask()
  const [older, setOlder] = useState<LoggedRequest[]>([])
  const [known, setKnown] = useState(names)
  const [cursor, setCursor] = useState(firstCursor)

  async function showOlder(from: string) {
    await run(async () => {
      const page = await client.searchRequests({ ...search, cursor: from })
      setOlder((before) => [...before, ...page.requests])
      setKnown((before) => ({ ...before, ...page.principalNames }))
      setCursor(page.nextCursor)
    })
  }
  return (
    <>
      <RequestTable requests={[...first, ...older]} names={known} />
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      {cursor !== null && (
        <div className="grid justify-items-center">
          <Button isBusy={isRunning} onClick={() => void showOlder(cursor)}>
            <Trans>Show older ones</Trans>
          </Button>
        </div>
      )}
    </>
  )
}

function Introduction({ days }: { days: number | undefined }) {
  if (days === undefined) return <Trans>Every call of a model, without what was said in it.</Trans>
  return (
    <Plural
      value={days}
      one="Every call of a model in the last day, without what was said in it."
      other="Every call of a model in the last # days, without what was said in it."
    />
  )
}
