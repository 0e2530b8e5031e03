import { Trans } from '@lingui/react/macro'
import type { Receipt } from '#wire/playground.ts'
import { useFormats } from '../charts/use-formats.ts'
import { Fact } from '../catalogue/Fact.tsx'
import { PlaceName } from '../PlaceName.tsx'
import { speedOf, type Column } from './column.ts'

/** How quick, how much, how dear and where. */
export function Measures({ column: { answer, firstContentMs } }: { column: Column }) {
  const formats = useFormats()
  const { receipt } = answer
  return (
    <dl className="grid grid-cols-2 gap-x-4 gap-y-2 border-t border-line p-3 text-sm tabular-nums">
      <Fact term={<Trans>First content after</Trans>}>
        {firstContentMs === null ? '–' : formats.duration(firstContentMs)}
      </Fact>
      <Fact term={<Trans>Speed</Trans>}>
        <Speed receipt={receipt} />
      </Fact>
      <Fact term={<Trans>Tokens in and out</Trans>}>
        {receipt ? <Tokens receipt={receipt} /> : '–'}
      </Fact>
      <Fact term={<Trans>Cost</Trans>}>{receipt ? <Cost receipt={receipt} /> : '–'}</Fact>
      {receipt?.place && (
        <Fact isWide term={<Trans>Computed</Trans>}>
          <PlaceName place={receipt.place} />
          {receipt.providerId !== null && (
            <span className="text-ink-muted"> · {receipt.providerId}</span>
          )}
        </Fact>
      )}
    </dl>
  )
}

function Speed({ receipt }: { receipt: Receipt | null }) {
  const formats = useFormats()
  const speed = receipt && speedOf(receipt)
  if (speed === null) return '–'
  return <Trans>{formats.count(speed)} tokens/s</Trans>
}

function Tokens({ receipt }: { receipt: Receipt }) {
  const formats = useFormats()
  const { inputTokens, outputTokens, isEstimated } = receipt
  const counts = `${formats.count(inputTokens)} → ${formats.count(outputTokens)}`
  if (!isEstimated) return counts
  return (
    <>
      {counts}{' '}
      <span className="text-ink-muted">
        <Trans>(estimated)</Trans>
      </span>
    </>
  )
}

function Cost({ receipt: { costMicros, currency } }: { receipt: Receipt }) {
  const formats = useFormats()
  if (costMicros === null || currency === null) {
    return (
      <span className="text-ink-muted">
        <Trans>price not known</Trans>
      </span>
    )
  }
  return formats.money(costMicros, currency)
}
