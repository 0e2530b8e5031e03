import { Plural, Trans, useLingui } from '@lingui/react/macro'
import type { SpendReport } from '#wire/money.ts'
import { Banner } from '../../ui/Banner.tsx'
import { useFormats } from '../charts/use-formats.ts'

/** What the reader has to know of the numbers: what is missing, what was guessed, what was for nothing. */
export function SpendNotes({ report }: { report: SpendReport }) {
  const { t } = useLingui()
  const formats = useFormats()
  const { total, currency } = report
  const waste = formats.money(total.wasteMicros, currency)
  return (
    <>
      {total.unpriced > 0 && (
        <Banner kind="warning" title={t`Not every price is known`}>
          <Plural
            value={total.unpriced}
            one="# request is in no sum, because the price of its model is not known."
            other="# requests are in no sum, because the prices of their models are not known."
          />{' '}
          <Trans>Set them in galerne.yaml (prices:) or by POST /api/prices.</Trans>
        </Banner>
      )}
      {(total.estimated > 0 || total.wasteMicros > 0 || total.cacheHits > 0) && (
        <ul className="grid gap-1 text-sm text-ink-muted">
          {total.wasteMicros > 0 && (
            <li>
              <Trans>
                {waste} went to providers for answers that reached nobody: failed, overtaken or
                lost.
              </Trans>
            </li>
          )}
          {total.estimated > 0 && (
            <li>
              <Plural
                value={total.estimated}
                one="# request was counted by Galerne, because the provider did not tell."
                other="# requests were counted by Galerne, because the provider did not tell."
              />
            </li>
          )}
          {total.cacheHits > 0 && (
            <li>
              <Plural
                value={total.cacheHits}
                one="# request was answered from the response cache, at no cost."
                other="# requests were answered from the response cache, at no cost."
              />
            </li>
          )}
        </ul>
      )}
    </>
  )
}
