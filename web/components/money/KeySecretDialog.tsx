import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { CreatedKey } from '#wire/access.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { copyText } from '../../ui/copy-text.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { CodeSamples } from '../playground/CodeSamples.tsx'
import { EMPTY_PROMPT } from '../playground/code-samples.ts'
import { useFormats } from '../charts/use-formats.ts'

interface KeySecretDialogProps {
  created: CreatedKey
  /** For the example. */
  model: string
  onClose: () => void
}

/** A secret, the only time that it is shown, and how it is used. */
export function KeySecretDialog({ created, model, onClose }: KeySecretDialogProps) {
  const { t } = useLingui()
  const formats = useFormats()
  const [isCopied, setIsCopied] = useState(false)
  const { name, secret, oldSecretUntil } = created
  const until = oldSecretUntil && formats.moment(Date.parse(oldSecretUntil))
  return (
    <Dialog
      size="wide"
      title={t`The key “${name}”`}
      closeLabel={t`Close`}
      onClose={onClose}
      actions={
        <Button look="primary" onClick={onClose}>
          <Trans>I have kept it</Trans>
        </Button>
      }
    >
      <div className="grid min-w-0 gap-5 text-ink">
        <Banner kind="warning" title={t`This is shown once`}>
          <Trans>
            Put it where your program keeps its secrets. Galerne keeps only a fingerprint of it.
          </Trans>
        </Banner>
        <div className="flex flex-wrap items-center gap-3">
          <code
            className="min-w-0 grow rounded-md border border-line bg-canvas px-3 py-2 font-mono text-sm [overflow-wrap:anywhere] select-all"
            dir="ltr"
            translate="no"
          >
            {secret}
          </code>
          <Button
            icon={isCopied ? 'check' : 'copy'}
            onClick={() => void copyText(secret).then(setIsCopied)}
          >
            <span aria-live="polite">{isCopied ? t`Copied` : t`Copy the key`}</span>
          </Button>
        </div>
        {until !== null && (
          <p className="text-sm text-ink-muted">
            <Trans>The secret before it goes on working until {until}.</Trans>
          </p>
        )}
        <section className="grid min-w-0 gap-2">
          <h3 className="font-medium">
            <Trans>As code</Trans>
          </h3>
          <CodeSamples
            request={{
              origin: window.location.origin,
              model,
              prompt: { ...EMPTY_PROMPT, text: t`Say hello.` },
            }}
          />
        </section>
      </div>
    </Dialog>
  )
}
