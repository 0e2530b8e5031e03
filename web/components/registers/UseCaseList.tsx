import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useState } from 'react'
import { Link, useLocation } from 'wouter'
import type { UseCase } from '#wire/registers.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { PageTitle } from '../shell/PageTitle.tsx'
import { RemoteStatus } from '../shell/RemoteStatus.tsx'
import { useRemote } from '../shell/use-remote.ts'
import { useRights } from '../use-rights.ts'
import { NewUseCaseDialog } from './NewUseCaseDialog.tsx'
import { RISK_LOOKS, RISK_NAMES, STATUS_NAMES } from './register-names.ts'
import { useRegisters } from './use-registers.ts'

/** More than this, and one looks for a name rather than down the list. */
const MANY = 8

/** What AI is used for here, and how risky each use is. */
export function UseCaseList() {
  const { t } = useLingui()
  const client = useRegisters()
  const rights = useRights()
  const [, go] = useLocation()
  const remote = useRemote(
    useCallback((signal: AbortSignal) => client.listUseCases(signal), [client]),
  )
  const [isAdding, setIsAdding] = useState(false)
  const [q, setQ] = useState('')
  const { value: all } = remote
  const wanted = q.trim().toLowerCase()
  const shown = all?.filter(({ name, purpose }) =>
    `${name} ${purpose}`.toLowerCase().includes(wanted),
  )
  const add = rights.has('register.manage') && (
    <Button icon="add" look="primary" onClick={() => setIsAdding(true)}>
      <Trans>Add a use case</Trans>
    </Button>
  )
  return (
    <>
      <PageTitle title={t`Use cases`} actions={all?.length === 0 ? undefined : add}>
        <Trans>
          What AI is used for here. Questions in plain words tell how risky each use is. High-risk
          uses are refused until somebody has approved them.
        </Trans>
      </PageTitle>
      <RemoteStatus of={remote} />
      {all?.length === 0 && (
        <EmptyState action={add || undefined} icon="list" title={t`No use cases yet`}>
          <Trans>
            Add one for each thing that AI is used for: drafting letters, sorting mail, answering
            citizens. Registers, impact assessments and public records are written from them.
          </Trans>
        </EmptyState>
      )}
      <div className="grid gap-4">
        {all && all.length > MANY && (
          <search className="max-w-sm">
            <TextField
              autoComplete="off"
              label={t`Name of a use case`}
              onChange={({ target }) => setQ(target.value)}
              type="search"
              value={q}
            />
          </search>
        )}
        {shown && shown.length > 0 && (
          <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(22rem,100%),1fr))] gap-4">
            {shown.map((one) => (
              <UseCaseCard key={one.id} useCase={one} />
            ))}
          </ul>
        )}
        {all && all.length > 0 && shown?.length === 0 && (
          <EmptyState icon="search" title={t`No use case is called that`} />
        )}
      </div>
      {isAdding && (
        <NewUseCaseDialog
          onClose={() => setIsAdding(false)}
          onDone={(id) => go(`/admin/use-cases/${id}`)}
        />
      )}
    </>
  )
}

function UseCaseCard({ useCase }: { useCase: UseCase }) {
  const { i18n } = useLingui()
  const { id, name, purpose, risk, status, isAllowed, missing } = useCase
  return (
    <li className="grid content-start gap-2 rounded-lg border border-line bg-surface p-4">
      <h2 className="font-medium [overflow-wrap:anywhere]">
        <Link
          className="underline decoration-line-strong underline-offset-4 hover:decoration-current"
          href={`/admin/use-cases/${id}`}
        >
          <bdi>{name}</bdi>
        </Link>
      </h2>
      <p className="font-mono text-xs text-ink-muted" translate="no">
        {purpose}
      </p>
      <p className="flex flex-wrap gap-2">
        <Badge look={RISK_LOOKS[risk.level]}>{i18n._(RISK_NAMES[risk.level])}</Badge>
        <Badge>{i18n._(STATUS_NAMES[status])}</Badge>
        {!isAllowed && (
          <Badge icon="stop" look="danger">
            <Trans>calls refused</Trans>
          </Badge>
        )}
      </p>
      {missing > 0 && (
        <p className="text-sm text-ink-muted">
          <Plural value={missing} one="# entry missing" other="# entries missing" />
        </p>
      )}
    </li>
  )
}
