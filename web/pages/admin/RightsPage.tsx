import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useState } from 'react'
import { useSearchParams } from 'wouter'
import { RightsRequestStatus, type RightsRequest, type RightsRequestPage } from '#wire/rights.ts'
import { AskDialog } from '../../components/rights/AskDialog.tsx'
import { RequestActions } from '../../components/rights/RequestActions.tsx'
import { RequestList } from '../../components/rights/RequestList.tsx'
import { STATUSES } from '../../components/rights/rights-texts.ts'
import { SelfErasure } from '../../components/rights/SelfErasure.tsx'
import { useRightsClient } from '../../components/rights/use-rights-client.ts'
import { useFormats } from '../../components/charts/use-formats.ts'
import { FailureNotice } from '../../components/FailureNotice.tsx'
import { LinkButton } from '../../components/shell/LinkButton.tsx'
import { PageTitle } from '../../components/shell/PageTitle.tsx'
import { RemoteStatus } from '../../components/shell/RemoteStatus.tsx'
import { useRemote } from '../../components/shell/use-remote.ts'
import { useTask } from '../../components/use-task.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Select } from '../../ui/Select.tsx'
import { TextField } from '../../ui/TextField.tsx'

/** What people have asked for, what is due first coming first. */
export function RightsPage() {
  const { t } = useLingui()
  const client = useRightsClient()
  const [params, setParams] = useSearchParams()
  const query = params.toString()
  const [isAsking, setIsAsking] = useState(false)
  const remote = useRemote(
    useCallback(
      (signal: AbortSignal) =>
        client.listRequests(Object.fromEntries(new URLSearchParams(query)), signal),
      [client, query],
    ),
  )
  const { value, reload } = remote
  return (
    <>
      <PageTitle
        title={t`Rights of people`}
        actions={
          <>
            <LinkButton
              href={client.requestsFile(Object.fromEntries(params))}
              icon="download"
              isFile
            >
              <Trans>As CSV</Trans>
            </LinkButton>
            <Button look="primary" icon="add" onClick={() => setIsAsking(true)}>
              <Trans>Note a request</Trans>
            </Button>
          </>
        }
      >
        <Trans>
          Who asked to see, correct or erase what is stored about them, and until when they are to
          be answered.
        </Trans>
      </PageTitle>
      <div className="grid max-w-4xl grid-cols-1 gap-6">
        <Late count={value?.late ?? 0} />
        <Filters params={params} onChange={(next) => setParams(next, { replace: true })} />
        <RemoteStatus of={remote} />
        {value && <Results key={query} first={value} query={query} onChanged={reload} />}
        <SelfErasure />
      </div>
      {isAsking && (
        <AskDialog
          isForSomebody
          onClose={() => setIsAsking(false)}
          onDone={() => {
            setIsAsking(false)
            reload()
          }}
        />
      )}
    </>
  )
}

function Late({ count }: { count: number }) {
  const { t } = useLingui()
  if (count === 0) return null
  return (
    <Banner kind="warning" title={t`Somebody waits for longer than the law allows`}>
      <Plural value={count} one="# request is late." other="# requests are late." />
    </Banner>
  )
}

interface FiltersProps {
  params: URLSearchParams
  onChange: (next: URLSearchParams) => void
}

function Filters({ params, onChange }: FiltersProps) {
  const { t, i18n } = useLingui()
  function set(name: string, value: string) {
    const next = new URLSearchParams(params)
    if (value === '') next.delete(name)
    else next.set(name, value)
    onChange(next)
  }
  return (
    <search className="grid gap-4 sm:grid-cols-2">
      <TextField
        label={t`Name or words`}
        type="search"
        autoComplete="off"
        defaultValue={params.get('q') ?? ''}
        onChange={({ target }) => set('q', target.value)}
      />
      <Select
        label={t`State`}
        value={params.get('status') ?? ''}
        onChange={({ target }) => set('status', target.value)}
        options={[
          { value: '', name: t`All` },
          ...RightsRequestStatus.options.map((value) => ({ value, name: i18n._(STATUSES[value]) })),
        ]}
      />
    </search>
  )
}

interface ResultsProps {
  first: RightsRequestPage
  query: string
  onChanged: () => void
}

function Results({ first, query, onChanged }: ResultsProps) {
  const { t } = useLingui()
  const client = useRightsClient()
  const formats = useFormats()
  const [more, setMore] = useState<RightsRequest[]>([])
  const [cursor, setCursor] = useState(first.nextCursor)
  const { run, isRunning, failure } = useTask()
  const requests = [...first.requests, ...more]
  async function showMore(from: string) {
    await run(async () => {
      const search = { ...Object.fromEntries(new URLSearchParams(query)), cursor: from }
      const page = await client.listRequests(search)
      setMore((before) => [...before, ...page.requests])
      setCursor(page.nextCursor)
    })
  }
  if (requests.length === 0) {
    return (
      <EmptyState
        icon="shield"
        title={query === '' ? t`Nobody has asked for anything` : t`None is like that`}
      >
        <Trans>
          People ask on their page “My data”; what somebody asks on paper is noted here. Each
          request has a month.
        </Trans>
      </EmptyState>
    )
  }
  const shown = formats.count(requests.length)
  return (
    <div className="grid gap-4">
      <RequestList
        hasNames
        requests={requests}
        renderActions={(request) => <RequestActions request={request} onChanged={onChanged} />}
      />
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      {cursor !== null && (
        <div className="grid justify-items-center gap-2">
          <Button isBusy={isRunning} onClick={() => void showMore(cursor)}>
            <Trans>Show more</Trans>
          </Button>
          <p className="text-sm text-ink-muted">
            <Trans>{shown} shown</Trans>
          </p>
        </div>
      )}
    </div>
  )
}
