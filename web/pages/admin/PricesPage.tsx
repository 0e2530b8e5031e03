import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useState } from 'react'
import type { PriceEntry } from '#wire/money.ts'
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx'
import { PriceDialog } from '../../components/money/PriceDialog.tsx'
import { PriceTable } from '../../components/money/PriceTable.tsx'
import { useMoney } from '../../components/money/use-money.ts'
import { PageTitle } from '../../components/shell/PageTitle.tsx'
import { RemoteStatus } from '../../components/shell/RemoteStatus.tsx'
import { useRemote } from '../../components/shell/use-remote.ts'
import { useRights } from '../../components/use-rights.ts'
import { Button } from '../../ui/Button.tsx'
import { TextField } from '../../ui/TextField.tsx'

type Open = { what: 'set'; price: PriceEntry | null } | { what: 'remove'; price: PriceEntry }

/** What providers ask for: the list that ships with Galerne, and prices of the organisation's own. */
export function PricesPage() {
  const { t } = useLingui()
  const client = useMoney()
  const load = useCallback((signal: AbortSignal) => client.listPrices(signal), [client])
  const remote = useRemote(load)
  const [search, setSearch] = useState('')
  const [open, setOpen] = useState<Open | null>(null)
  const mayManage = useRights().has('price.manage')
  const found = (remote.value ?? []).filter((price) => matches(price, search))
  const done = () => {
    setOpen(null)
    remote.reload()
  }
  return (
    <>
      <PageTitle
        title={t`Prices`}
        actions={
          mayManage && (
            <Button icon="add" look="primary" onClick={() => setOpen({ what: 'set', price: null })}>
              <Trans>Add a price</Trans>
            </Button>
          )
        }
      >
        <Trans>
          What a million tokens cost. Each price has the day since when it holds and the page that
          it was read on; your own, from a contract, come first.
        </Trans>
      </PageTitle>
      <RemoteStatus of={remote} />
      {remote.value && (
        <div className="grid grid-cols-1 gap-4">
          <TextField
            className="max-w-80"
            label={t`Search`}
            type="search"
            value={search}
            onChange={({ target }) => setSearch(target.value)}
          />
          {found.length === 0 ? (
            <output className="block text-sm text-ink-muted">
              <Trans>
                No price is known by that name. Calls of a model without a price are counted in
                tokens, and its spend is shown as unknown.
              </Trans>
            </output>
          ) : (
            <PriceTable
              prices={found}
              onChange={mayManage ? (price) => setOpen({ what: 'set', price }) : undefined}
              onRemove={(price) => setOpen({ what: 'remove', price })}
            />
          )}
        </div>
      )}
      <Dialogs open={open} onClose={() => setOpen(null)} onDone={done} />
    </>
  )
}

interface DialogsProps {
  open: Open | null
  onClose: () => void
  onDone: () => void
}

function Dialogs({ open, onClose, onDone }: DialogsProps) {
  if (open === null) return null
  if (open.what === 'remove') {
    return <RemovePrice price={open.price} onClose={onClose} onDone={onDone} />
  }
  return <PriceDialog replaced={open.price} today={today()} onClose={onClose} onSaved={onDone} />
}

interface RemovePriceProps {
  price: PriceEntry
  onClose: () => void
  onDone: () => void
}

function RemovePrice({ price, onClose, onDone }: RemovePriceProps) {
  const { t } = useLingui()
  const client = useMoney()
  return (
    <ConfirmDialog
      title={t`Take your own price of ${price.model} away?`}
      action={t`Take away`}
      work={async () => {
        if (price.id !== null) await client.removePrice(price.id)
      }}
      onClose={onClose}
      onDone={onDone}
    >
      <Trans>
        From now on the price of the list holds, if it has one. What was called before keeps the
        price that it had.
      </Trans>
    </ConfirmDialog>
  )
}

function matches({ provider, model }: PriceEntry, search: string): boolean {
  const text = `${provider} ${model}`.toLowerCase()
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

/** Of whoever looks at the page. */
function today(): string {
  const now = new Date()
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10)
}
