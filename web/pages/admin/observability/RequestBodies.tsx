import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { RequestBody } from '#wire/observability.ts'
import { FailureNotice } from '../../../components/FailureNotice.tsx'
import { useFormats } from '../../../components/charts/use-formats.ts'
import { useTask } from '../../../components/use-task.ts'
import { Button } from '../../../ui/Button.tsx'
import { useObservability } from './use-observability.ts'

interface RequestBodiesProps {
  id: string
  /** Null: it is not kept. */
  expiresAt: string | null
}

/** What was asked and answered, fetched only when somebody wants to read it. */
export function RequestBodies({ id, expiresAt }: RequestBodiesProps) {
  const formats = useFormats()
  const client = useObservability()
  const { run, isRunning, failure } = useTask()
  const [body, setBody] = useState<RequestBody>()
  if (expiresAt === null) {
    return (
      <p className="max-w-(--measure) text-sm text-ink-muted">
        <Trans>
          It is not kept. Requests and answers are stored only where a rule in galerne.yaml says so
          (telemetry.bodies), encrypted and for a limited time.
        </Trans>
      </p>
    )
  }
  const until = formats.moment(Date.parse(expiresAt))
  return (
    <div className="grid grid-cols-1 justify-items-start gap-3">
      <p className="text-sm text-ink-muted">
        <Trans>Kept, encrypted, until {until}.</Trans>
      </p>
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      {body ? (
        <Shown body={body} />
      ) : (
        <Button
          isBusy={isRunning}
          onClick={() => void run(async () => setBody(await client.getRequestBody(id)))}
        >
          <Trans>Show it</Trans>
        </Button>
      )}
    </div>
  )
}

function Shown({ body }: { body: RequestBody }) {
  const { t } = useLingui()
  return (
    <>
      {body.isCut && (
        <p className="text-sm text-ink-muted">
          <Trans>It was too long to be kept whole.</Trans>
        </p>
      )}
      <Text title={t`Request`} text={body.request} />
      <Text title={t`Answer`} text={body.answer} />
    </>
  )
}

function Text({ title, text }: { title: string; text: string }) {
  return (
    <section aria-label={title} className="grid w-full grid-cols-1 gap-1">
      <h3 className="text-sm font-medium">{title}</h3>
      <pre
        className="max-h-96 overflow-auto rounded-md border border-line bg-sunken p-3 font-mono text-xs [overflow-wrap:anywhere] whitespace-pre-wrap"
        dir="auto"
        lang=""
        // What scrolls must be reachable by keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        translate="no"
      >
        {text}
      </pre>
    </section>
  )
}
