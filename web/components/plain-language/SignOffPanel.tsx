import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { PlainExportFormat } from '#wire/plain-language.ts'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { ConfirmDialog } from '../ConfirmDialog.tsx'
import { useFormats } from '../charts/use-formats.ts'
import { LinkButton } from '../shell/LinkButton.tsx'
import { useRights } from '../use-rights.ts'
import { HandOverDialog } from './HandOverDialog.tsx'
import { OBSTACLES } from './plain-names.ts'
import { usePlainClient } from './use-plain-client.ts'
import type { PlainTextDesk } from './use-plain-text.ts'

/** Who answers for the text, what hinders that, and where it goes from here. */
export function SignOffPanel({ desk, onGone }: { desk: PlainTextDesk; onGone: () => void }) {
  const { i18n, t } = useLingui()
  const client = usePlainClient()
  const rights = useRights()
  const [panel, setPanel] = useState<'hand-over' | 'delete' | null>(null)
  const { id, version, obstacles, signOff, isOwn, state } = desk.text
  return (
    <section aria-label={t`Sign-off`} className="grid gap-3 rounded-lg border border-line p-4">
      <h2 className="font-display text-lg">
        <Trans comment="That a person answers for a text">Sign-off</Trans>
      </h2>
      {signOff ? (
        <Signed desk={desk} />
      ) : (
        <Open names={obstacles.map((one) => i18n._(OBSTACLES[one]))} />
      )}
      <div className="flex flex-wrap gap-2">
        {!signOff && (
          <Button
            disabled={obstacles.length > 0 || !desk.isStored}
            icon="check"
            look="primary"
            onClick={() => void desk.change(() => client.sign(id, version))}
          >
            <Trans>Sign off</Trans>
          </Button>
        )}
        {isOwn && !signOff && state === 'draft' && rights.has('conversation.share') && (
          <Button icon="person" onClick={() => setPanel('hand-over')}>
            <Trans>Hand over for review…</Trans>
          </Button>
        )}
        {state === 'review' && (
          <Button
            onClick={() =>
              void client.handOver(id, null).then(() => (isOwn ? void desk.reload() : onGone()))
            }
          >
            {isOwn ? <Trans>Take back</Trans> : <Trans>Hand back</Trans>}
          </Button>
        )}
        {rights.has('conversation.export') &&
          PlainExportFormat.options.map((format) => (
            <LinkButton href={client.fileOf(id, format)} icon="download" isFile key={format}>
              {format.toUpperCase()}
            </LinkButton>
          ))}
        {isOwn && (
          <Button icon="trash" look="bare" onClick={() => setPanel('delete')}>
            <Trans>Delete</Trans>
          </Button>
        )}
      </div>
      <Panels desk={desk} onClose={() => setPanel(null)} onGone={onGone} panel={panel} />
    </section>
  )
}

interface PanelsProps {
  desk: PlainTextDesk
  panel: 'hand-over' | 'delete' | null
  onClose: () => void
  onGone: () => void
}

function Panels({ desk, panel, onClose, onGone }: PanelsProps) {
  const { t } = useLingui()
  const client = usePlainClient()
  const { id } = desk.text
  return (
    <>
      {panel === 'hand-over' && (
        <HandOverDialog
          onClose={onClose}
          onDone={() => {
            onClose()
            void desk.reload()
          }}
          textId={id}
        />
      )}
      {panel === 'delete' && (
        <ConfirmDialog
          action={t`Delete`}
          onClose={onClose}
          onDone={onGone}
          title={t`Delete this text?`}
          work={() => client.remove(id)}
        >
          <Trans>It is gone for good.</Trans>
        </ConfirmDialog>
      )}
    </>
  )
}

function Signed({ desk }: { desk: PlainTextDesk }) {
  const formats = useFormats()
  const { signOff } = desk.text
  if (!signOff) return null
  return (
    <div className="grid gap-1 text-sm">
      <p className="flex items-start gap-2">
        <span className="text-success">
          <Icon name="success" />
        </span>
        <span>
          <Trans>
            Signed off by <bdi>{signOff.byName}</bdi>, {formats.moment(Date.parse(signOff.at))}. Any
            change takes the sign-off away.
          </Trans>
        </span>
      </p>
      <p
        className="font-mono text-xs [overflow-wrap:anywhere] text-ink-muted"
        dir="ltr"
        translate="no"
      >
        SHA-256 {signOff.textSha256}
      </p>
    </div>
  )
}

function Open({ names }: { names: readonly string[] }) {
  if (names.length === 0) {
    return (
      <p className="text-sm text-ink-muted">
        <Trans>Read the whole text once more. With your sign-off you answer for it.</Trans>
      </p>
    )
  }
  return (
    <ul className="grid gap-1 text-sm">
      {names.map((name) => (
        <li className="flex items-center gap-2" key={name}>
          <span className="text-warning">
            <Icon name="warning" size={16} />
          </span>
          {name}
        </li>
      ))}
    </ul>
  )
}
