import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useState, type ReactNode } from 'react'
import { useSearchParams } from 'wouter'
import { PersonStatus, type PeopleSearch, type PersonPage } from '#wire/directory.ts'
import { Role } from '#wire/roles.ts'
import { Button } from '../../ui/Button.tsx'
import { Disclosure } from '../../ui/Disclosure.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { FailureNotice } from '../FailureNotice.tsx'
import { LinkButton } from '../shell/LinkButton.tsx'
import { PageTitle } from '../shell/PageTitle.tsx'
import { RemoteStatus } from '../shell/RemoteStatus.tsx'
import { useRemote } from '../shell/use-remote.ts'
import { useFormats } from '../charts/use-formats.ts'
import { useMedia, WIDE } from '../use-media.ts'
import { useRights } from '../use-rights.ts'
import { useTask } from '../use-task.ts'
import { AddPersonDialog } from './AddPersonDialog.tsx'
import { ImportDialog } from './ImportDialog.tsx'
import { PeopleFilters } from './PeopleFilters.tsx'
import { PeopleTable } from './PeopleTable.tsx'
import { useDirectory } from './use-directory.ts'

/** Who there is, with whom to look for kept in the address. */
export function PeopleList() {
  const { t } = useLingui()
  const client = useDirectory()
  const rights = useRights()
  const [params, setParams] = useSearchParams()
  const query = params.toString()
  const [open, setOpen] = useState<'add' | 'import' | null>(null)
  const load = useCallback(
    async (signal: AbortSignal) => {
      const search = searchFrom(new URLSearchParams(query))
      const [page, groups] = await Promise.all([
        client.searchPeople(search, signal),
        client.listGroups(signal),
      ])
      return { search, page, groups }
    },
    [client, query],
  )
  const remote = useRemote(load)
  const { value, reload } = remote
  const mayManage = rights.has('people.manage')
  const isAlone = query === '' && value?.page.total === 1
  const add = mayManage && (
    <Button look="primary" icon="add" onClick={() => setOpen('add')}>
      <Trans>Add a person</Trans>
    </Button>
  )
  const close = () => {
    setOpen(null)
    reload()
  }
  return (
    <>
      <PageTitle
        title={t`People`}
        actions={
          <Actions
            search={value?.search}
            add={isAlone ? undefined : add}
            onImport={() => setOpen('import')}
          />
        }
      >
        <Trans>Who may come in, in which groups they are, and what they may do.</Trans>
      </PageTitle>
      <div className="grid grid-cols-1 gap-5">
        <Foldable isOpen={params.size > 0}>
          <PeopleFilters
            key={query}
            groups={value?.groups ?? []}
            params={params}
            onSearch={(next) => setParams(next, { replace: true })}
          />
        </Foldable>
        <RemoteStatus lines={8} of={remote} />
        {value && <Results key={query} {...value} aloneAction={isAlone ? add : null} />}
      </div>
      {open === 'add' && <AddPersonDialog onClose={() => setOpen(null)} onDone={close} />}
      {open === 'import' && <ImportDialog onClose={close} />}
    </>
  )
}

/** On a phone the list comes first, and whom to look for is one touch away. */
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

interface ResultsProps {
  page: PersonPage
  search: PeopleSearch
  /** What to do about it, for who is alone here; null: there are others. */
  aloneAction: ReactNode
}

function Results({ page, search, aloneAction }: ResultsProps) {
  const { t } = useLingui()
  if (page.total === 0) {
    return (
      <EmptyState icon="search" title={t`Nobody is like that`}>
        <Trans>Leave out a condition, or look for a shorter part of the name.</Trans>
      </EmptyState>
    )
  }
  return (
    <>
      <Pages key={`${page.total} ${page.nextCursor}`} first={page} search={search} />
      {aloneAction && (
        <EmptyState action={aloneAction} icon="person" title={t`You are alone here`}>
          <Trans>
            Add a colleague and hand over the invitation, import a list, or let people come in by
            your organisation’s own sign-in (Single sign-on).
          </Trans>
        </EmptyState>
      )}
    </>
  )
}

interface ActionsProps {
  /** What is shown now, to be had as a file. */
  search: PeopleSearch | undefined
  add: ReactNode
  onImport: () => void
}

function Actions({ search, add, onImport }: ActionsProps) {
  const client = useDirectory()
  const mayManage = useRights().has('people.manage')
  return (
    <>
      {search && (
        <LinkButton href={client.peopleFile(search)} icon="download" isFile>
          <Trans>As CSV</Trans>
        </LinkButton>
      )}
      {mayManage && (
        <Button icon="table" onClick={onImport}>
          <Trans>Import</Trans>
        </Button>
      )}
      {add}
    </>
  )
}

function searchFrom(params: URLSearchParams): PeopleSearch {
  const role = Role.safeParse(params.get('role')).data
  const status = PersonStatus.safeParse(params.get('status')).data
  const q = params.get('q') ?? undefined
  const group = params.get('group') ?? undefined
  return {
    ...(q !== undefined && { q }),
    ...(role && { role }),
    ...(group !== undefined && { group }),
    ...(status && { status }),
  }
}

/** The first page, and as many more as are asked for. */
function Pages({ first, search }: { first: PersonPage; search: PeopleSearch }) {
  const client = useDirectory()
  const formats = useFormats()
  const { run, isRunning, failure } = useTask()
  const [more, setMore] = useState<PersonPage['people']>([])
  const [cursor, setCursor] = useState(first.nextCursor)
  const people = [...first.people, ...more]
  const shown = formats.count(people.length)

  async function showMore(from: string) {
    await run(async () => {
      const page = await client.searchPeople({ ...search, cursor: from })
      setMore((before) => [...before, ...page.people])
      setCursor(page.nextCursor)
    })
  }
  return (
    <>
      <p className="text-sm text-ink-muted">
        <Plural value={first.total} one="# person" other="# people" />
      </p>
      <PeopleTable people={people} />
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
    </>
  )
}
