import { Trans, useLingui } from '@lingui/react/macro'
import type { HeldData } from '#wire/rights.ts'
import { useFormats } from '../charts/use-formats.ts'
import { FATES, KINDS } from './rights-texts.ts'

/** What is stored about somebody, a line a kind; what there is none of is named below. */
export function HeldTable({ held }: { held: readonly HeldData[] }) {
  const { t, i18n } = useLingui()
  const found = held.filter(({ count }) => count > 0)
  const none = held.filter(({ count }) => count === 0).map(({ kind }) => i18n._(KINDS[kind].name))
  const names = new Intl.ListFormat(i18n.locale, { type: 'disjunction' }).format(none)
  return (
    <div className="grid gap-3">
      <section
        aria-label={t`What is stored`}
        // What scrolls must be reachable by keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className="overflow-x-auto rounded-lg border border-line bg-surface"
      >
        <table className="w-full border-collapse text-sm">
          <thead className="border-b border-line text-ink-muted">
            <tr>
              <th scope="col" className="px-3 py-2 text-start font-medium max-sm:w-3/5">
                <Trans>What</Trans>
              </th>
              <th scope="col" className="px-3 py-2 text-end font-medium">
                <Trans>How many</Trans>
              </th>
              <th scope="col" className="px-3 py-2 text-start font-medium max-md:hidden">
                <Trans>Since</Trans>
              </th>
              <th scope="col" className="px-3 py-2 text-start font-medium">
                <Trans>If erased</Trans>
              </th>
            </tr>
          </thead>
          <tbody>
            {found.map((one) => (
              <Row key={one.kind} of={one} />
            ))}
          </tbody>
        </table>
      </section>
      {none.length > 0 && (
        <p className="text-sm text-ink-muted">
          <Trans>Nothing is stored of these: {names}.</Trans>
        </p>
      )}
    </div>
  )
}

function Row({ of }: { of: HeldData }) {
  const { i18n } = useLingui()
  const formats = useFormats()
  const { kind, count, since, fate } = of
  return (
    <tr className="border-t border-line align-top first:border-t-0">
      <th scope="row" className="px-3 py-2 text-start font-normal">
        <span className="font-medium">{i18n._(KINDS[kind].name)}</span>
        <span className="block text-ink-muted">{i18n._(KINDS[kind].where)}</span>
      </th>
      <td className="px-3 py-2 text-end tabular-nums">{formats.count(count)}</td>
      <td className="px-3 py-2 whitespace-nowrap text-ink-muted tabular-nums max-md:hidden">
        {since === null ? '–' : formats.moment(Date.parse(since))}
      </td>
      <td className="px-3 py-2 text-ink-muted">{i18n._(FATES[fate])}</td>
    </tr>
  )
}
