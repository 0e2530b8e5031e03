import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useState } from 'react'
import type { Budget, BudgetList, Limit } from '#wire/money.ts'
import type { Key } from '#wire/access.ts'
import { useFormats } from '../../components/charts/use-formats.ts'
import { BudgetCard } from '../../components/money/BudgetCard.tsx'
import { BudgetDialog } from '../../components/money/BudgetDialog.tsx'
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx'
import { LimitDialog } from '../../components/money/LimitDialog.tsx'
import { LimitTable } from '../../components/money/LimitTable.tsx'
import { useMoney } from '../../components/money/use-money.ts'
import { PageTitle } from '../../components/shell/PageTitle.tsx'
import { RemoteStatus } from '../../components/shell/RemoteStatus.tsx'
import { useRemote } from '../../components/shell/use-remote.ts'
import { useRights } from '../../components/use-rights.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'

type Open =
  | { what: 'budget'; budget: Budget | null }
  | { what: 'limit'; limit: Limit | null }
  | { what: 'remove-budget'; budget: Budget }
  | { what: 'remove-limit'; limit: Limit }

const REFRESH_MS = 10_000

/** What may be spent, and how fast. */
export function BudgetsPage() {
  const { t } = useLingui()
  const client = useMoney()
  const load = useCallback(
    async (signal: AbortSignal) => {
      const [budgets, limits, keys] = await Promise.all([
        client.listBudgets(signal),
        client.listLimits(signal),
        client.listKeys(signal),
      ])
      return { budgets, limits, keys }
    },
    [client],
  )
  const remote = useRemote(load, REFRESH_MS)
  const { value, reload } = remote
  const [open, setOpen] = useState<Open | null>(null)
  const close = () => setOpen(null)
  return (
    <>
      <PageTitle
        title={t`Budgets`}
        actions={
          value !== undefined &&
          value.budgets.budgets.length > 0 && (
            <AddBudget onAdd={() => setOpen({ what: 'budget', budget: null })} />
          )
        }
      >
        <Trans>
          What may be spent, and how fast. A call reserves what it may cost at most before it is
          made.
        </Trans>
      </PageTitle>
      <RemoteStatus of={remote} />
      {value && (
        <div className="grid grid-cols-1 gap-10">
          <BudgetSection list={value.budgets} onOpen={setOpen} />
          <LimitSection limits={value.limits} onOpen={setOpen} />
        </div>
      )}
      {value && open && (
        <Dialogs
          open={open}
          {...value}
          onClose={close}
          onDone={() => {
            close()
            reload()
          }}
        />
      )}
    </>
  )
}

function AddBudget({ onAdd }: { onAdd: () => void }) {
  if (!useRights().has('budget.manage')) return null
  return (
    <Button look="primary" icon="add" onClick={onAdd}>
      <Trans>Add a budget</Trans>
    </Button>
  )
}

function BudgetSection({ list, onOpen }: { list: BudgetList; onOpen: (open: Open) => void }) {
  const { t } = useLingui()
  const formats = useFormats()
  const { budgets, timeZone, rate } = list
  if (budgets.length === 0) {
    return (
      <EmptyState
        action={<AddBudget onAdd={() => onOpen({ what: 'budget', budget: null })} />}
        icon="wallet"
        title={t`No budgets yet`}
      >
        <Trans>
          Begin with one for everybody together: a warning at what you expect, an end at what you
          can bear. Then add keys, groups and models as you need them.
        </Trans>
      </EmptyState>
    )
  }
  return (
    <section className="grid grid-cols-1 gap-3" aria-labelledby="budgets">
      <h2 className="sr-only" id="budgets">
        <Trans>Budgets</Trans>
      </h2>
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(22rem,100%),1fr))] gap-4">
        {budgets.map((budget) => (
          <BudgetCard
            key={budget.id}
            budget={budget}
            onEdit={() => onOpen({ what: 'budget', budget })}
            onRemove={() => onOpen({ what: 'remove-budget', budget })}
          />
        ))}
      </ul>
      <p className="text-sm text-ink-muted">
        <Trans>Days and months begin at midnight in {timeZone}.</Trans>{' '}
        {rate === null ? (
          <Trans>No exchange rate is set, so a dollar counts as a euro (money.usdPerEur).</Trans>
        ) : (
          <Trans>
            A euro counts as {formats.decimal(rate.usdPerEurMicros / 1_000_000)} dollars.
          </Trans>
        )}
      </p>
    </section>
  )
}

function LimitSection({ limits, onOpen }: { limits: Limit[]; onOpen: (open: Open) => void }) {
  const mayManage = useRights().has('budget.manage')
  return (
    <section className="grid grid-cols-1 gap-3" aria-labelledby="limits">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 className="font-display text-xl" id="limits">
          <Trans>Limits</Trans>
        </h2>
        {mayManage && (
          <Button icon="add" onClick={() => onOpen({ what: 'limit', limit: null })}>
            <Trans>Add a limit</Trans>
          </Button>
        )}
      </div>
      {limits.length === 0 ? (
        <p className="max-w-(--measure) text-sm text-ink-muted">
          <Trans>
            None yet. A limit keeps one program from taking everything: requests or tokens a minute,
            or calls at the same time.
          </Trans>
        </p>
      ) : (
        <LimitTable
          limits={limits}
          onEdit={(limit) => onOpen({ what: 'limit', limit })}
          onRemove={(limit) => onOpen({ what: 'remove-limit', limit })}
        />
      )}
    </section>
  )
}

interface DialogsProps {
  open: Open
  budgets: BudgetList
  keys: Key[]
  onClose: () => void
  onDone: () => void
}

function Dialogs({ open, budgets, keys, onClose, onDone }: DialogsProps) {
  const { t } = useLingui()
  const client = useMoney()
  const known = { keys, onClose, onSaved: onDone }
  if (open.what === 'budget') {
    return <BudgetDialog {...known} edited={open.budget} currency={budgets.currency} />
  }
  if (open.what === 'limit') return <LimitDialog {...known} edited={open.limit} />
  const isBudget = open.what === 'remove-budget'
  return (
    <ConfirmDialog
      title={isBudget ? t`Delete this budget?` : t`Delete this limit?`}
      action={t`Delete`}
      work={() =>
        isBudget ? client.removeBudget(open.budget.id) : client.removeLimit(open.limit.id)
      }
      onClose={onClose}
      onDone={onDone}
    >
      <Trans>Calls are no longer held back by it. What was spent stays in the reports.</Trans>
    </ConfirmDialog>
  )
}
