import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useState, type ReactNode } from 'react'
import { useSearchParams } from 'wouter'
import type { LoggedRequest, RequestSearch } from '#wire/observability.ts'
import { FailureNotice } from '../../../components/FailureNotice.tsx'
import { PageTitle } from '../../../components/shell/PageTitle.tsx'
import { useFormats } from '../../../components/charts/use-formats.ts'
import { useMedia, WIDE } from '../../../components/use-media.ts'
import { useTask } from '../../../components/use-task.ts'
import { Banner } from '../../../ui/Banner.tsx'
import { Button } from '../../../ui/Button.tsx'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { Skeleton } from '../../../ui/Skeleton.tsx'
import { RequestFilters } from './RequestFilters.tsx'
import { RequestTable } from './RequestTable.tsx'
import { searchFrom } from './request-search.ts'
import { useLoaded } from './use-loaded.ts'
import { useObservability } from './use-observability.ts'

/** What was asked of models, the newest first, with what to look for kept in the address. */
export function RequestList() {
  const { t } = useLingui()
  const formats = useFormats()
  const [params, setParams] = useSearchParams()
  const query = params.toString()
  const isWide = useMedia(WIDE)
  const client = useObservability()
  const load = useCallback(
    async (signal: AbortSignal) => {
      const search = searchFrom(query, Date.now())
      return { search, ...(await client.searchRequests(search, signal)) }
    },
    [client, query],
  )
  const { value, failure, isLoading, reload } = useLoaded(load)
  const days = value ? formats.count(value.retentionDays) : ''
  const skipped = value ? formats.count(value.skipped) : ''

  return (
    <>
      <PageTitle
        title={t`Requests`}
        actions={
          <Button icon="retry" isBusy={isLoading} onClick={reload}>
            <Trans>Look again</Trans>
          </Button>
        }
      >
        {value ? (
          <Trans>Every call of a model in the last {days} days, without what was said in it.</Trans>
        ) : (
          <Trans>Every call of a model, without what was said in it.</Trans>
        )}
      </PageTitle>
      <div className="grid grid-cols-1 gap-5">
        <Foldable isOpen={isWide || params.size > 0}>
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
        {failure && <FailureNotice code={failure.code} detail={failure.message} />}
        {!value && !failure && <Skeleton lines={8} />}
        {value?.requests.length === 0 && <NothingFound hasFilter={query !== ''} />}
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
  if (isOpen) return children
  return (
    <details>
      <summary className="min-h-(--control) content-center text-sm">
        <Trans>Look for something</Trans>
      </summary>
      {children}
    </details>
  )
}

function NothingFound({ hasFilter }: { hasFilter: boolean }) {
  const { t } = useLingui()
  return hasFilter ? (
    <EmptyState icon="search" title={t`No request is like that`}>
      <Trans>Leave out a condition, or look further back.</Trans>
    </EmptyState>
  ) : (
    <EmptyState icon="list" title={t`Nobody has called a model yet`}>
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
