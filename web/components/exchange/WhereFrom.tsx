import { Trans } from '@lingui/react/macro'
import { Disclosure } from '../../ui/Disclosure.tsx'

/** Where other programs hide their exports. */
export function WhereFrom() {
  return (
    <Disclosure icon="info" title={<Trans>Where do I get such a file?</Trans>}>
      <dl className="grid gap-2 text-sm [&_dt]:font-medium [&_dt]:text-ink">
        <dt translate="no">ChatGPT</dt>
        <dd>
          <Trans>
            In its settings, under data controls, ask for an export of your data. A link comes by
            e-mail.
          </Trans>
        </dd>
        <dt translate="no">Claude</dt>
        <dd>
          <Trans>In its settings, under privacy, export your data. A link comes by e-mail.</Trans>
        </dd>
        <dt translate="no">Le Chat (Vibe)</dt>
        <dd>
          <Trans>In the settings of your Mistral account, ask for an export of your data.</Trans>
        </dd>
        <dt translate="no">LibreChat</dt>
        <dd>
          <Trans>
            In a conversation, use “Export conversation” and choose JSON with all branches.
          </Trans>
        </dd>
        <dt translate="no">Open WebUI</dt>
        <dd>
          <Trans>In its settings, under data controls, export all chats.</Trans>
        </dd>
      </dl>
    </Disclosure>
  )
}
