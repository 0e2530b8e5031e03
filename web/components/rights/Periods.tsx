import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useState, type FormEvent } from 'react'
import type { RetentionRule } from '#wire/rights.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { useFormats } from '../charts/use-formats.ts'
import { CLASSES } from '../classification/class-texts.ts'
import { ConfirmDialog } from '../ConfirmDialog.tsx'
import { FailureNotice } from '../FailureNotice.tsx'
import { textOf } from '../money/form-text.ts'
import { RemoteStatus } from '../shell/RemoteStatus.tsx'
import { useRemote } from '../shell/use-remote.ts'
import { useToast } from '../shell/Toasts.tsx'
import { useRights } from '../use-rights.ts'
import { useTask } from '../use-task.ts'
import { KINDS } from './rights-texts.ts'
import { useRightsClient } from './use-rights-client.ts'

/** How long conversations of each class are kept. */
export function Periods() {
  const client = useRightsClient()
  const remote = useRemote(
    useCallback((signal: AbortSignal) => client.getRetention(signal), [client]),
  )
  return (
    <section className="grid gap-4" aria-labelledby="periods">
      <div>
        <h2 className="font-display text-xl" id="periods">
          <Trans>Periods</Trans>
        </h2>
        <p className="mt-1 max-w-(--measure) text-sm text-ink-muted">
          <Trans>
            So many days after their last use, conversations of a class go by themselves, with all
            that is in them. Look at the numbers first, then switch it on.
          </Trans>
        </p>
      </div>
      <RemoteStatus of={remote} />
      {remote.value?.rules.map((rule) => (
        <Period key={JSON.stringify(rule)} rule={rule} onChanged={remote.reload} />
      ))}
    </section>
  )
}

interface PeriodProps {
  rule: RetentionRule
  onChanged: () => void
}

function Period({ rule, onChanged }: PeriodProps) {
  const { i18n } = useLingui()
  const mayChange = useRights().has('retention.manage')
  const [preview, setPreview] = useState<RetentionRule | null>(null)
  return (
    <div className="grid gap-3 rounded-lg border border-line bg-surface p-4">
      <div className="flex flex-wrap items-center gap-3">
        <h3 className="font-medium">{i18n._(CLASSES[rule.classification].name)}</h3>
        {rule.isEnabled ? (
          <Badge look="sea">
            <Trans>on</Trans>
          </Badge>
        ) : (
          <Badge>
            <Trans>off</Trans>
          </Badge>
        )}
      </div>
      <Numbers of={rule} />
      {mayChange && <PeriodForm rule={rule} onChanged={onChanged} onPreview={setPreview} />}
      {preview && (
        <SwitchOn
          preview={preview}
          onClose={() => setPreview(null)}
          onDone={() => {
            setPreview(null)
            onChanged()
          }}
        />
      )}
    </div>
  )
}

function PeriodForm(props: PeriodProps & { onPreview: (preview: RetentionRule) => void }) {
  const { rule, onChanged, onPreview } = props
  const { t } = useLingui()
  const client = useRightsClient()
  const say = useToast()
  const { run, isRunning, failure } = useTask()
  const { classification, days, isEnabled } = rule
  async function look(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const wish = Number(textOf(new FormData(event.currentTarget), 'days'))
    await run(async () => {
      onPreview(await client.previewRetention({ classification, days: wish, isEnabled: false }))
    })
  }
  async function switchOff() {
    const off = { classification, days, isEnabled: false }
    if (!(await run(() => client.setRetention(off)))) return
    say(t`Switched off: nothing of this class goes by itself.`)
    onChanged()
  }
  return (
    <form className="grid gap-3" onSubmit={(event) => void look(event)}>
      <div className="flex flex-wrap items-end gap-3">
        <TextField
          className="w-40"
          label={t`Days`}
          name="days"
          type="number"
          min={1}
          max={36_500}
          required
          defaultValue={days ?? 365}
        />
        <Button type="submit" isBusy={isRunning}>
          <Trans>What would go?</Trans>
        </Button>
        {isEnabled && (
          <Button isBusy={isRunning} onClick={() => void switchOff()}>
            <Trans>Switch off</Trans>
          </Button>
        )}
      </div>
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
    </form>
  )
}

interface SwitchOnProps {
  preview: RetentionRule
  onClose: () => void
  onDone: () => void
}

/** The numbers, and the question. */
function SwitchOn({ preview, onClose, onDone }: SwitchOnProps) {
  const { t, i18n } = useLingui()
  const client = useRightsClient()
  const formats = useFormats()
  const { classification, days } = preview
  const name = i18n._(CLASSES[classification].name)
  const shown = formats.count(days ?? 0)
  return (
    <ConfirmDialog
      title={t`Keep “${name}” for so many days: ${shown}?`}
      action={t`Switch it on`}
      work={() => client.setRetention({ classification, days, isEnabled: true })}
      onClose={onClose}
      onDone={onDone}
    >
      <Numbers of={preview} />
      <p className="mt-3">
        <Trans>
          Within an hour these go for good, and from then on whatever comes to that age. Each time a
          certificate is made.
        </Trans>
      </p>
    </ConfirmDialog>
  )
}

function Numbers({ of }: { of: RetentionRule }) {
  const formats = useFormats()
  const { i18n } = useLingui()
  const { conversations, expired, expiredMessages, held, days, plainTexts } = of
  const messages = formats.count(expiredMessages)
  return (
    <p className="text-sm text-ink-muted">
      <Plural value={conversations} one="# conversation." other="# conversations." />{' '}
      {days !== null && (
        <>
          <Plural
            value={expired}
            one={`# is older, with messages: ${messages}.`}
            other={`# are older, with messages: ${messages}.`}
          />{' '}
          {held > 0 && (
            <Plural
              value={held}
              one="# more is older and under a hold: it stays."
              other="# more are older and under a hold: they stay."
            />
          )}
        </>
      )}
      {plainTexts > 0 && (
        <span className="block">
          {i18n._(KINDS['plain-texts'].name)}: {formats.count(plainTexts)}.{' '}
          {days !== null && (
            <Plural
              value={of.expiredPlainTexts}
              one="# of them is older."
              other="# of them are older."
            />
          )}
        </span>
      )}
    </p>
  )
}
