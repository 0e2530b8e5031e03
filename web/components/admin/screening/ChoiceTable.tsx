import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import type { Classification } from '#wire/classification.ts'
import {
  Destination,
  FindingKind,
  ScreeningChoice,
  type ScreeningRule,
  type ScreeningTable,
} from '#wire/screening.ts'
import { CHOICE_NAMES, KIND_NAMES } from '../../screening/kind-texts.ts'

export const DESTINATION_NAMES: Readonly<Record<Destination, MessageDescriptor>> = {
  own: msg`Own machines`,
  eu: msg`Operators under EU law`,
  other: msg`All others`,
}

interface ChoiceTableProps {
  classification: Classification
  table: ScreeningTable
  isReadOnly: boolean
  onChange: (rule: ScreeningRule) => void
}

/** What is done with each kind, by where the words go. On a phone one kind after the other. */
export function ChoiceTable({ classification, table, ...cell }: ChoiceTableProps) {
  const { i18n } = useLingui()
  return (
    <table className="block w-full text-sm lg:table">
      <thead className="sr-only lg:not-sr-only lg:table-header-group">
        <tr className="border-b border-line text-start">
          <th className="py-2 pe-4 text-start font-medium" scope="col">
            <Trans>What is found</Trans>
          </th>
          {Destination.options.map((destination) => (
            <th key={destination} className="px-2 py-2 text-start font-medium" scope="col">
              {i18n._(DESTINATION_NAMES[destination])}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="block lg:table-row-group">
        {FindingKind.options.map((kind) => (
          <tr
            key={kind}
            className="grid gap-2 border-b border-line py-3 last:border-0 lg:table-row lg:py-0"
          >
            <th
              className="pe-4 text-start font-medium lg:min-w-48 lg:py-2 lg:font-normal"
              scope="row"
            >
              {i18n._(KIND_NAMES[kind])}
            </th>
            {Destination.options.map((destination) => (
              <td key={destination} className="lg:px-2 lg:py-1.5">
                <ChoiceCell
                  rule={{
                    classification,
                    destination,
                    kind,
                    choice: table[classification][destination][kind],
                  }}
                  {...cell}
                />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

interface ChoiceCellProps {
  rule: ScreeningRule
  isReadOnly: boolean
  onChange: (rule: ScreeningRule) => void
}

function ChoiceCell({ rule, isReadOnly, onChange }: ChoiceCellProps) {
  const { i18n } = useLingui()
  const { destination, kind, choice } = rule
  const where = i18n._(DESTINATION_NAMES[destination])
  const what = i18n._(KIND_NAMES[kind])
  // Secrets go to nobody else: there is nothing to choose.
  const isFixed = kind === 'secret' && destination !== 'own'
  return (
    <div className="grid grid-cols-[9rem_1fr] items-center gap-2 lg:block">
      <span aria-hidden className="text-ink-muted lg:hidden">
        {where}
      </span>
      <select
        aria-label={`${what}: ${where}`}
        className={`field w-full min-w-0 ${EMPHASIS[choice]}`}
        disabled={isReadOnly || isFixed}
        onChange={(event) =>
          onChange({ ...rule, choice: ScreeningChoice.parse(event.target.value) })
        }
        value={choice}
      >
        {ScreeningChoice.options.map((one) => (
          <option key={one} value={one}>
            {i18n._(CHOICE_NAMES[one])}
          </option>
        ))}
      </select>
    </div>
  )
}

const EMPHASIS: Readonly<Record<ScreeningChoice, string>> = {
  allow: 'text-ink-muted',
  warn: '',
  pseudonym: 'font-medium',
  mask: 'font-medium',
  block: 'font-medium text-danger',
}
