import { Trans, useLingui } from '@lingui/react/macro'
import { FindingKind, ScreeningChoice, type ScreeningCount } from '#wire/screening.ts'
import { CHOICE_NAMES, KIND_NAMES } from '../../screening/kind-texts.ts'
import { EmptyState } from '../../../ui/EmptyState.tsx'

/** How often something was found in seven days, by what became of it. */
export function WeekCounts({ counts }: { counts: readonly ScreeningCount[] }) {
  const { t, i18n } = useLingui()
  const sumOf = (kind: FindingKind, choice: ScreeningChoice) =>
    counts
      .filter((one) => one.kind === kind && one.choice === choice)
      .reduce((sum, { count }) => sum + count, 0)
  const kinds = FindingKind.options.filter((kind) => counts.some((one) => one.kind === kind))
  const choices = ScreeningChoice.options.filter((choice) =>
    counts.some((one) => one.choice === choice),
  )
  if (kinds.length === 0) {
    return (
      <EmptyState icon="shield" title={t`Nothing was found in the last seven days`}>
        <Trans>
          What is found in calls that leave is counted here: how often, never what it was. Calls of
          your own machines are not looked through unless you choose so above.
        </Trans>
      </EmptyState>
    )
  }
  return (
    <div className="overflow-x-auto">
      <table className="w-full text-sm">
        <thead>
          <tr className="border-b border-line">
            <th className="py-2 pe-4 text-start font-medium" scope="col">
              <Trans>What is found</Trans>
            </th>
            {choices.map((choice) => (
              <th key={choice} className="px-2 py-2 text-end font-medium" scope="col">
                {i18n._(CHOICE_NAMES[choice])}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {kinds.map((kind) => (
            <tr key={kind} className="border-b border-line last:border-0">
              <th className="py-2 pe-4 text-start font-normal" scope="row">
                {i18n._(KIND_NAMES[kind])}
              </th>
              {choices.map((choice) => (
                <td key={choice} className="px-2 py-2 text-end tabular-nums">
                  {i18n.number(sumOf(kind, choice))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
