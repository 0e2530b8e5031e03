import { useLingui } from '@lingui/react/macro'
import type { Approval } from '#wire/approvals.ts'

/** A text with the line that says what it is: it goes along with every copy. */
export function useLabelledText(): (
  text: string,
  about: { model: string; approval: Approval | undefined },
) => string {
  const { t, i18n } = useLingui()
  return (text, { model, approval }) => {
    const check = `${window.location.origin}/check`
    const lines = [t`Written by AI (${model}).`]
    if (approval?.state === 'approved' && approval.decidedAt !== null) {
      const date = new Intl.DateTimeFormat(i18n.locale, { dateStyle: 'long' })
      const day = date.format(new Date(approval.decidedAt))
      const name = approval.decidedBy?.name ?? ''
      lines.push(t`Approved by ${name} on ${day}.`)
    }
    lines.push(t`Check this text: ${check}`)
    return `${text.trimEnd()}\n\n— ${lines.join(' ')}\n`
  }
}
