import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useMemo, useState } from 'react'
import { useSearchParams } from 'wouter'
import { createApprovalsClient } from '#sdk/approvals.ts'
import { ApprovalState, type Approval } from '#wire/approvals.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Select } from '../../ui/Select.tsx'
import { useApp } from '../app-context.ts'
import { DecideDialog } from '../approval/DecideDialog.tsx'
import { useFormats } from '../charts/use-formats.ts'
import { LinkButton } from '../shell/LinkButton.tsx'
import { RemoteStatus } from '../shell/RemoteStatus.tsx'
import { useRemote } from '../shell/use-remote.ts'
import { STATE_LOOKS, STATE_NAMES } from './approval-names.ts'

/** Answers that somebody is to answer for, or has. Page by page: the newest first. */
export function ApprovalsList() {
  const { t, i18n } = useLingui()
  const { client } = useApp()
  const approvals = useMemo(() => createApprovalsClient(client.http), [client])
  const [search, setSearch] = useSearchParams()
  const state = ApprovalState.nullable().catch(null).parse(search.get('state'))
  const cursor = search.get('after')
  const load = useCallback(
    (signal: AbortSignal) => approvals.list({ state, cursor }, signal),
    [approvals, state, cursor],
  )
  const remote = useRemote(load)
  const { value, reload } = remote
  const [decided, setDecided] = useState<Approval | null>(null)
  const next = value?.nextCursor ?? null
  return (
    <>
      <div className="mb-5 flex flex-wrap items-end gap-3">
        <Select
          label={t`Show`}
          onChange={({ target }) =>
            setSearch(target.value === '' ? {} : { state: target.value }, { replace: true })
          }
          options={[
            { value: '', name: t`All` },
            ...ApprovalState.options.map((value_) => ({
              value: value_,
              name: i18n._(STATE_NAMES[value_]),
            })),
          ]}
          value={state ?? ''}
        />
        <LinkButton href={approvals.tableFile()} icon="download" isFile>
          <Trans>Save as CSV</Trans>
        </LinkButton>
      </div>
      <RemoteStatus of={remote} />
      {value?.approvals.length === 0 && <Nothing />}
      {value && value.approvals.length > 0 && (
        <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
          {value.approvals.map((one) => (
            <Row approval={one} key={one.id} onOpen={() => setDecided(one)} />
          ))}
        </ul>
      )}
      <Paging
        isFirst={cursor === null}
        next={next}
        onTurn={(after) =>
          setSearch({ ...(state !== null && { state }), ...(after !== null && { after }) })
        }
      />
      {decided && (
        <DecideDialog
          approval={decided}
          onClose={() => setDecided(null)}
          onDone={() => {
            setDecided(null)
            reload()
          }}
        />
      )}
    </>
  )
}

function Row({ approval, onOpen }: { approval: Approval; onOpen: () => void }) {
  const { i18n } = useLingui()
  const formats = useFormats()
  const { state, requestedBy, requestedAt, note, decidedBy, decidedAt, isFourEyes } = approval
  const asked = formats.moment(Date.parse(requestedAt))
  const by = requestedBy.name
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div className="grid min-w-0 grow basis-64 gap-1 text-sm">
        <p className="flex flex-wrap items-center gap-2">
          <Badge look={STATE_LOOKS[state]}>{i18n._(STATE_NAMES[state])}</Badge>
          {isFourEyes && (
            <Badge>
              <Trans>four eyes</Trans>
            </Badge>
          )}
          <span>
            <Trans>
              asked by <bdi>{by}</bdi>, {asked}
            </Trans>
          </span>
        </p>
        {note !== '' && (
          <p className="[overflow-wrap:anywhere] text-ink-muted" dir="auto">
            {note}
          </p>
        )}
        {decidedBy && decidedAt !== null && (
          <p className="text-ink-muted">
            <Trans>
              decided by <bdi>{decidedBy.name}</bdi>, {formats.moment(Date.parse(decidedAt))}
            </Trans>
          </p>
        )}
      </div>
      <Button onClick={onOpen}>
        {state === 'requested' ? <Trans>Read and decide</Trans> : <Trans>Read</Trans>}
      </Button>
    </li>
  )
}

interface PagingProps {
  isFirst: boolean
  next: string | null
  onTurn: (after: string | null) => void
}

function Paging({ isFirst, next, onTurn }: PagingProps) {
  if (isFirst && next === null) return null
  return (
    <div className="mt-4 flex gap-2">
      {!isFirst && (
        <Button onClick={() => onTurn(null)}>
          <Trans>To the newest</Trans>
        </Button>
      )}
      {next !== null && (
        <Button onClick={() => onTurn(next)}>
          <Trans>Older ones</Trans>
        </Button>
      )}
    </div>
  )
}

function Nothing() {
  const { t } = useLingui()
  return (
    <EmptyState icon="shield" title={t`Nothing waits here`}>
      <Trans>
        Under an answer of the assistant, “Ask for approval” asks that a person answers for its text
        before it goes to a citizen. What was asked for appears here.
      </Trans>
    </EmptyState>
  )
}
