import { Trans, useLingui } from '@lingui/react/macro'
import type { DependenceReport, Dimension, Share } from '#wire/dependence.ts'
import { useFormats } from '../../../components/charts/use-formats.ts'
import { DIMENSION_NAMES } from './dimension-names.ts'

const NUMBER = 'px-3 py-2 text-end whitespace-nowrap tabular-nums'
const HEADING = 'px-3 py-2 font-medium'

interface ShareTableProps {
  report: DependenceReport
  by: Dimension
}

/** Whom calls, tokens and money went to, each with its share. */
export function ShareTable({ report, by }: ShareTableProps) {
  const { i18n } = useLingui()
  const shares = report.shares[by] ?? []
  return (
    <section
      aria-labelledby="share-table"
      // What scrolls must be reachable by keyboard.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      className="overflow-x-auto rounded-lg border border-line bg-surface"
    >
      <h2 className="sr-only" id="share-table">
        <Trans>Shares</Trans>
      </h2>
      <table className="w-full border-collapse text-sm">
        <thead className="border-b border-line text-ink-muted">
          <tr>
            <th scope="col" className={`${HEADING} text-start`}>
              {i18n._(DIMENSION_NAMES[by])}
            </th>
            <th scope="col" className={`${HEADING} text-end`}>
              <Trans>Share of calls</Trans>
            </th>
            <th scope="col" className={`${HEADING} text-end max-sm:hidden`}>
              <Trans>Calls</Trans>
            </th>
            <th scope="col" className={`${HEADING} text-end max-md:hidden`}>
              <Trans>Share of tokens</Trans>
            </th>
            <th scope="col" className={`${HEADING} text-end`}>
              <Trans>Spend</Trans>
            </th>
          </tr>
        </thead>
        <tbody>
          {shares.map((share) => (
            <Row key={`${share.kind} ${share.name}`} share={share} report={report} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Row({ share, report }: { share: Share; report: DependenceReport }) {
  const formats = useFormats()
  const { totals, currency } = report
  const part = (amount: number, whole: number) => formats.percent(whole === 0 ? 0 : amount / whole)
  return (
    <tr className="border-b border-line last:border-0">
      <th
        scope="row"
        className="max-w-80 px-3 py-2 text-start font-normal [overflow-wrap:anywhere]"
      >
        <ShareName share={share} />
      </th>
      <td className={NUMBER}>{part(share.calls, totals.calls)}</td>
      <td className={`${NUMBER} max-sm:hidden`}>{formats.count(share.calls)}</td>
      <td className={`${NUMBER} max-md:hidden`}>{part(share.tokens, totals.tokens)}</td>
      <td className={NUMBER}>{formats.money(share.micros, currency)}</td>
    </tr>
  )
}

function ShareName({ share: { kind, name } }: { share: Share }) {
  if (kind === 'own') return <Trans>Own hardware</Trans>
  if (name === null) return <Trans>Not declared</Trans>
  return <bdi>{name}</bdi>
}
