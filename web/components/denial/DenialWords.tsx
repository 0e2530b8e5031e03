import { Trans, useLingui } from '@lingui/react/macro'
import type { Denial } from '#wire/errors.ts'
import { CLASSES } from '../classification/class-texts.ts'
import { ROLE_NAMES } from '../people/role-names.ts'
import { textOf } from './denial-texts.ts'

/** Which rule says no, why, and whom to ask: in the reader's language, but for what the organisation has written itself. */
export function DenialWords({ denial }: { denial: Denial }) {
  const { i18n } = useLingui()
  const { cause, rule } = denial
  if (!cause) return null
  const until = cause.until === undefined ? '' : i18n.date(`${cause.until}T00:00Z`, DAY)
  const names = (cause.roles ?? []).map((role) => i18n._(ROLE_NAMES[role]))
  const roles = new Intl.ListFormat(i18n.locale, { type: 'unit' }).format(names)
  return (
    <span className="[overflow-wrap:anywhere]">
      {cause.classification !== undefined && (
        <strong className="font-medium">{i18n._(CLASSES[cause.classification].name)}: </strong>
      )}
      {cause.text === undefined ? (
        i18n._(textOf(cause, { rule: rule ?? '', until, roles }))
      ) : (
        <>
          <bdi>“{rule}”</bdi>: <bdi>{cause.text}</bdi>
        </>
      )}{' '}
      <WhomToAsk denial={denial} />
    </span>
  )
}

const DAY = { dateStyle: 'long', timeZone: 'UTC' } as const

function WhomToAsk({ denial: { contact, askWhom } }: { denial: Denial }) {
  if (contact === null) return <Trans>Ask your administrators.</Trans>
  if (contact === undefined) return <bdi>{askWhom}</bdi>
  return (
    <Trans>
      Ask <bdi>{contact}</bdi>.
    </Trans>
  )
}
