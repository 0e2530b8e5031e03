import { Trans } from '@lingui/react/macro'
import type { CreatedTicket } from '#wire/accounts.ts'
import { CopyButton } from '../CopyButton.tsx'
import { useFormats } from '../charts/use-formats.ts'

/** The link to hand over, and what became of it. */
export function InvitationNote({ ticket }: { ticket: CreatedTicket }) {
  const formats = useFormats()
  const until = formats.moment(Date.parse(ticket.expiresAt))
  return (
    <div className="grid gap-3">
      <p>
        {ticket.isSent ? (
          <Trans>The link was sent to them by e-mail. You can also hand it over yourself.</Trans>
        ) : (
          <Trans>
            Hand this link over yourself: no mail server is set up, so nothing was sent.
          </Trans>
        )}{' '}
        <Trans>
          It works once, until {until}. Whoever has it decides how this person signs in.
        </Trans>
      </p>
      <p className="flex items-center gap-1 rounded-md border border-line bg-surface p-2 font-mono text-sm">
        <span className="[overflow-wrap:anywhere] text-ink" dir="ltr" translate="no">
          {ticket.url}
        </span>
        <CopyButton text={ticket.url} />
      </p>
    </div>
  )
}
