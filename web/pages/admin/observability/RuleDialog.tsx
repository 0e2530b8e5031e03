import { Trans, useLingui } from '@lingui/react/macro'
import { useId, useState, type FormEvent } from 'react'
import { AlertKind, type AlertChannel, type AlertRule, type SaveAlertRule } from '#wire/alerts.ts'
import { FailureNotice } from '../../../components/FailureNotice.tsx'
import { useTask } from '../../../components/use-task.ts'
import { Button } from '../../../ui/Button.tsx'
import { Dialog } from '../../../ui/Dialog.tsx'
import { Select } from '../../../ui/Select.tsx'
import { TextField } from '../../../ui/TextField.tsx'
import { KINDS } from './alert-kinds.ts'
import { Checkbox } from './Checkbox.tsx'
import { useAlerts } from './use-alerts.ts'

interface RuleDialogProps {
  /** Null: a new one. */
  rule: AlertRule | null
  channels: AlertChannel[]
  onClose: () => void
  onSaved: () => void
}

/** One rule, new or changed. */
export function RuleDialog({ rule, channels, onClose, onSaved }: RuleDialogProps) {
  const { t, i18n } = useLingui()
  const client = useAlerts()
  const formId = useId()
  const { run, isRunning, failure } = useTask()
  const [kind, setKind] = useState<AlertKind>(rule?.kind ?? 'provider-down')

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const wish = ruleFrom(new FormData(event.currentTarget), kind, i18n._(KINDS[kind].name))
    const isSaved = await run(() =>
      rule ? client.changeRule(rule.id, wish) : client.addRule(wish),
    )
    if (isSaved) onSaved()
  }

  return (
    <Dialog
      title={rule ? t`Change the rule` : t`Add a rule`}
      closeLabel={t`Close`}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button look="primary" type="submit" form={formId} isBusy={isRunning}>
            <Trans>Save</Trans>
          </Button>
        </>
      }
    >
      <form className="grid gap-4 text-ink" id={formId} onSubmit={(event) => void submit(event)}>
        <Select
          label={t`What is watched`}
          value={kind}
          onChange={(event) => setKind(AlertKind.parse(event.target.value))}
          options={AlertKind.options.map((value) => ({ value, name: i18n._(KINDS[value].name) }))}
        />
        <RuleFields key={kind} kind={kind} rule={rule?.kind === kind ? rule : null} />
        <TextField
          label={t`Name of the rule`}
          name="name"
          maxLength={100}
          defaultValue={rule?.name ?? ''}
          placeholder={i18n._(KINDS[kind].name)}
        />
        <ChannelFields rule={rule} channels={channels} />
        <QuietFields rule={rule} />
        <Checkbox
          name="isEnabled"
          label={t`Switched on`}
          defaultChecked={rule?.isEnabled ?? true}
        />
        {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      </form>
    </Dialog>
  )
}

function ChannelFields({ rule, channels }: Pick<RuleDialogProps, 'rule' | 'channels'>) {
  return (
    <fieldset className="grid gap-1 text-sm">
      <legend className="mb-1 font-medium">
        <Trans>Who is told</Trans>
      </legend>
      {channels.length === 0 && (
        <p className="text-ink-muted">
          <Trans>There is no channel yet. Add one below, then choose it here.</Trans>
        </p>
      )}
      {channels.map(({ id, name }) => (
        <Checkbox
          key={id}
          name="channel"
          value={id}
          label={name}
          defaultChecked={rule ? rule.channelIds.includes(id) : true}
        />
      ))}
    </fieldset>
  )
}

function RuleFields({ kind, rule }: { kind: AlertKind; rule: AlertRule | null }) {
  const { t, i18n } = useLingui()
  const { threshold, usual, hasWindow, isNarrowed } = KINDS[kind]
  return (
    <>
      <TextField
        label={i18n._(threshold)}
        name="threshold"
        type="number"
        min={0}
        step="any"
        required
        defaultValue={rule?.threshold ?? usual}
      />
      {hasWindow && (
        <TextField
          label={t`Over the last minutes`}
          name="windowMinutes"
          type="number"
          min={1}
          max={60}
          required
          defaultValue={rule?.windowMinutes ?? 5}
        />
      )}
      {isNarrowed && (
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField label={t`Only the model`} name="model" defaultValue={rule?.model ?? ''} />
          <TextField
            label={t`Only the provider`}
            name="providerId"
            defaultValue={rule?.providerId ?? ''}
          />
        </div>
      )}
    </>
  )
}

function QuietFields({ rule }: { rule: AlertRule | null }) {
  const { t } = useLingui()
  const { from = '', to = '', timeZone } = rule?.quietHours ?? {}
  const zone = timeZone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone
  return (
    <fieldset className="grid gap-1 text-sm">
      <legend className="mb-1 font-medium">
        <Trans>Quiet hours ({zone})</Trans>
      </legend>
      <div className="grid grid-cols-2 gap-4">
        <TextField label={t`From`} name="quietFrom" type="time" defaultValue={from} />
        <TextField label={t`To`} name="quietTo" type="time" defaultValue={to} />
      </div>
      <input type="hidden" name="timeZone" value={zone} />
    </fieldset>
  )
}

/** `usualName` is taken where none was typed. */
function ruleFrom(fields: FormData, kind: AlertKind, usualName: string): SaveAlertRule {
  const text = (name: string) => {
    const value = fields.get(name)
    return typeof value === 'string' ? value.trim() : ''
  }
  const [from, to, timeZone] = [text('quietFrom'), text('quietTo'), text('timeZone')]
  return {
    kind,
    name: text('name') || usualName,
    threshold: Number(text('threshold')),
    windowMinutes: Number(text('windowMinutes')) || 5,
    model: text('model') || null,
    providerId: text('providerId') || null,
    channelIds: fields.getAll('channel').filter((id) => typeof id === 'string'),
    quietHours: from !== '' && to !== '' ? { from, to, timeZone } : null,
    isEnabled: fields.has('isEnabled'),
  }
}
