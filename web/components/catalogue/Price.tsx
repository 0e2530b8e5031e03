import { Trans } from '@lingui/react/macro'
import type { CatalogueModel, CataloguePrice } from '#wire/catalogue.ts'
import { useFormats } from '../charts/use-formats.ts'

/** What a million tokens cost, in and out. */
export function Price({ price }: { price: CataloguePrice | null }) {
  const formats = useFormats()
  if (!price) {
    return (
      <span className="text-ink-muted">
        <Trans>not known</Trans>
      </span>
    )
  }
  const { inputMicros, outputMicros, currency } = price
  if (inputMicros === 0 && outputMicros === 0) return <Trans>nothing billed</Trans>
  const input = formats.money(inputMicros, currency)
  // What only reads, such as a model of embeddings, writes nothing that could cost.
  if (outputMicros === 0) return <span className="tabular-nums">{input}</span>
  const output = formats.money(outputMicros, currency)
  return (
    <span className="tabular-nums">
      <Trans>
        {input} in, {output} out
      </Trans>
    </span>
  )
}

/** Of several deployments the cheapest that is known. */
export function cheapestOf({ deployments }: CatalogueModel): CataloguePrice | null {
  const known = deployments.flatMap(({ price }) => price ?? [])
  return known.toSorted((a, b) => a.inputMicros - b.inputMicros)[0] ?? null
}
