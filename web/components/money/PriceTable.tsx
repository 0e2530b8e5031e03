import { Trans, useLingui } from '@lingui/react/macro'
import type { PriceEntry } from '#wire/money.ts'
import { Badge } from '../../ui/Badge.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { useFormats } from '../charts/use-formats.ts'

interface PriceTableProps {
  prices: readonly PriceEntry[]
  /** Absent: one may only look. */
  onChange?: ((price: PriceEntry) => void) | undefined
  onRemove?: ((price: PriceEntry) => void) | undefined
}

const NUMBER = 'px-3 py-2 text-end whitespace-nowrap tabular-nums'

/** What providers ask for a million tokens, since when, and where that was read. */
export function PriceTable({ prices, ...actions }: PriceTableProps) {
  const { t } = useLingui()
  return (
    <section
      aria-label={t`Prices`}
      // What scrolls must be reachable by keyboard.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      // Relative: what only screen readers hear is placed within, and does not widen the page.
      className="relative overflow-x-auto rounded-lg border border-line bg-surface"
    >
      <table className="w-full border-collapse text-sm">
        <thead className="border-b border-line text-start text-ink-muted">
          <tr>
            <th scope="col" className="px-3 py-2 text-start font-medium">
              <Trans>Model</Trans>
            </th>
            <th scope="col" className="px-3 py-2 text-end font-medium">
              <Trans>A million tokens read</Trans>
            </th>
            <th scope="col" className="px-3 py-2 text-end font-medium">
              <Trans>A million tokens written</Trans>
            </th>
            <th scope="col" className="px-3 py-2 text-start font-medium max-md:hidden">
              <Trans>Since</Trans>
            </th>
            <th scope="col" className="px-3 py-2 text-start font-medium max-lg:hidden">
              <Trans>Where it was read</Trans>
            </th>
            {actions.onChange && (
              <td>
                <span className="sr-only">{t`Actions`}</span>
              </td>
            )}
          </tr>
        </thead>
        <tbody>
          {prices.map((price) => (
            <Row
              key={`${price.provider}/${price.model}/${price.validFrom}/${price.id ?? ''}`}
              price={price}
              {...actions}
            />
          ))}
        </tbody>
      </table>
    </section>
  )
}

interface RowProps extends Omit<PriceTableProps, 'prices'> {
  price: PriceEntry
}

function Row({ price, onChange, onRemove }: RowProps) {
  const { t } = useLingui()
  const formats = useFormats()
  const { id, provider, model, currency, inputMicros, outputMicros, validFrom, source } = price
  return (
    <tr className="border-b border-line last:border-0">
      <th
        scope="row"
        className="min-w-28 px-3 py-2 text-start font-normal [overflow-wrap:anywhere]"
      >
        <bdi className="font-medium">{model}</bdi>
        <span className="flex flex-wrap items-center gap-2 text-ink-muted">
          <bdi>{provider}</bdi>
          {id !== null && (
            <Badge>
              <Trans>your own</Trans>
            </Badge>
          )}
        </span>
      </th>
      <td className={NUMBER}>{formats.money(inputMicros, currency)}</td>
      <td className={NUMBER}>{formats.money(outputMicros, currency)}</td>
      <td className="px-3 py-2 whitespace-nowrap max-md:hidden">
        {formats.day(Date.parse(`${validFrom}T12:00:00Z`))}
      </td>
      <td className="max-w-80 min-w-56 px-3 py-2 text-ink-muted [overflow-wrap:anywhere] max-lg:hidden">
        <bdi>{source}</bdi>
      </td>
      {onChange && (
        <td className="px-1 py-1 text-end whitespace-nowrap">
          <IconButton
            icon="edit"
            label={t`Set a price of your own for ${model}`}
            onClick={() => onChange(price)}
          />
          {id !== null && (
            <IconButton
              icon="trash"
              label={t`Take your own price of ${model} away`}
              onClick={() => onRemove?.(price)}
            />
          )}
        </td>
      )}
    </tr>
  )
}
