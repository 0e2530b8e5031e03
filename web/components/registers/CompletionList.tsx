import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useState } from 'react'
import type { LiteracyList } from '#wire/registers.ts'
import { Role } from '#wire/roles.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { useFormats } from '../charts/use-formats.ts'
import { RoleBadges } from '../people/RoleBadges.tsx'
import { LinkButton } from '../shell/LinkButton.tsx'
import { RemoteStatus } from '../shell/RemoteStatus.tsx'
import { useRemote } from '../shell/use-remote.ts'
import { useRegisters } from './use-registers.ts'

/** Who has done the course, and how far each role is. */
export function CompletionList() {
  const { t } = useLingui()
  const client = useRegisters()
  const [search, setSearch] = useState('')
  const [cursor, setCursor] = useState<string | null>(null)
  const load = useCallback(
    (signal: AbortSignal) => client.listCompletions({ search, cursor }, signal),
    [client, search, cursor],
  )
  const remote = useRemote(load)
  const { value } = remote
  const next = value?.nextCursor ?? null
  return (
    <section aria-labelledby="completions" className="mt-12 grid gap-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 className="font-display text-xl" id="completions">
          <Trans>Who has done it</Trans>
        </h2>
        <LinkButton href={client.completionsFile()} icon="download" isFile>
          <Trans>Save as CSV</Trans>
        </LinkButton>
      </div>
      <RemoteStatus of={remote} />
      {value && <Roles byRole={value.byRole} />}
      <search className="max-w-sm">
        <TextField
          autoComplete="off"
          label={t`Name of a person`}
          maxLength={100}
          onChange={({ target }) => {
            setSearch(target.value)
            setCursor(null)
          }}
          type="search"
          value={search}
        />
      </search>
      {value?.completions.length === 0 && (
        <EmptyState
          icon="person"
          title={search === '' ? t`Nobody has done it yet` : t`Nobody of that name has done it`}
        />
      )}
      {value && value.completions.length > 0 && <People value={value} />}
      {next !== null && (
        <p>
          <Button onClick={() => setCursor(next)}>
            <Trans>Older ones</Trans>
          </Button>
        </p>
      )}
    </section>
  )
}

function Roles({ byRole }: Pick<LiteracyList, 'byRole'>) {
  return (
    <ul className="flex flex-wrap gap-3 text-sm">
      {byRole.map(({ role, people, done }) => {
        const known = Role.safeParse(role)
        return (
          <li
            className="flex items-center gap-3 rounded-lg border border-line bg-surface px-3 py-2"
            key={role}
          >
            {known.success && <RoleBadges roles={[known.data]} />}
            <Trans>
              {done} of {people}
            </Trans>
          </li>
        )
      })}
    </ul>
  )
}

function People({ value }: { value: LiteracyList }) {
  const formats = useFormats()
  return (
    <ul className="divide-y divide-line rounded-lg border border-line bg-surface text-sm">
      {value.completions.map(({ personId, person, completedAt }) => (
        <li className="flex flex-wrap justify-between gap-2 px-4 py-2.5" key={personId}>
          <bdi>{person}</bdi>
          <span className="text-ink-muted">{formats.moment(Date.parse(completedAt))}</span>
        </li>
      ))}
    </ul>
  )
}
