import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useMemo, useState } from 'react'
import { Classification } from '#wire/classification.ts'
import {
  ScreeningChoice,
  type ScreeningRule,
  type ScreeningSettings,
  type ScreeningTable,
} from '#wire/screening.ts'
import { createScreeningClient } from '#sdk/screening.ts'
import { useApp } from '../../components/app-context.ts'
import { ChoiceTable, DESTINATION_NAMES } from '../../components/admin/screening/ChoiceTable.tsx'
import { NameModelForm } from '../../components/admin/screening/NameModelForm.tsx'
import { TryBox } from '../../components/admin/screening/TryBox.tsx'
import { WeekCounts } from '../../components/admin/screening/WeekCounts.tsx'
import { CLASSES } from '../../components/classification/class-texts.ts'
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx'
import { FailureNotice } from '../../components/FailureNotice.tsx'
import { KIND_NAMES } from '../../components/screening/kind-texts.ts'
import { PageTitle } from '../../components/shell/PageTitle.tsx'
import { RemoteStatus } from '../../components/shell/RemoteStatus.tsx'
import { useRemote } from '../../components/shell/use-remote.ts'
import { useRights } from '../../components/use-rights.ts'
import { useTask } from '../../components/use-task.ts'
import { Button } from '../../ui/Button.tsx'
import { Select } from '../../ui/Select.tsx'

/** What is done with personal data and secrets before they leave, a place to try it, and how often it was done. */
export function ScreeningPage() {
  const { t } = useLingui()
  const { client: app } = useApp()
  const client = useMemo(() => createScreeningClient(app.http), [app])
  const load = useCallback((signal: AbortSignal) => client.getScreening(signal), [client])
  const remote = useRemote(load)
  const [classification, setClassification] = useState<Classification>('internal')
  return (
    <>
      <PageTitle title={t`Personal data and secrets`}>
        <Trans>
          What is done with them before a call leaves your machines. People see it before they send;
          answers get back what stood behind a pseudonym. Pictures and recordings are not read.
        </Trans>
      </PageTitle>
      <RemoteStatus of={remote} />
      {remote.value && (
        <div className="grid gap-10">
          <Choices
            key={JSON.stringify(remote.value.rules)}
            settings={remote.value}
            classification={classification}
            onClassification={setClassification}
            onSave={async (rules) => {
              await client.saveScreening({ rules })
              remote.reload()
            }}
          />
          <section aria-labelledby="names" className="grid gap-3">
            <h2 className="font-display text-xl" id="names">
              <Trans>Names and addresses</Trans>
            </h2>
            <NameModelForm
              key={JSON.stringify(remote.value.nameModel)}
              nameModel={remote.value.nameModel}
              onSave={async (nameModel) => {
                await client.saveScreening({ rules: remote.value?.rules ?? [], nameModel })
                remote.reload()
              }}
            />
          </section>
          <section aria-labelledby="try" className="grid gap-3">
            <h2 className="font-display text-xl" id="try">
              <Trans>Try it</Trans>
            </h2>
            <TryBox
              classification={classification}
              client={client}
              withNameModel={remote.value.nameModel !== null}
            />
          </section>
          <Week counts={remote.value.counts} countsFile={client.countsFile} />
        </div>
      )}
    </>
  )
}

interface WeekProps {
  counts: ScreeningSettings['counts']
  countsFile: string
}

function Week({ counts, countsFile }: WeekProps) {
  return (
    <section aria-labelledby="week" className="grid gap-3">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 className="font-display text-xl" id="week">
          <Trans>The last seven days</Trans>
        </h2>
        {counts.length > 0 && (
          <a className="text-sm underline underline-offset-2" download href={countsFile}>
            <Trans>Download as CSV</Trans>
          </a>
        )}
      </div>
      <WeekCounts counts={counts} />
    </section>
  )
}

interface ChoicesProps {
  settings: ScreeningSettings
  classification: Classification
  onClassification: (classification: Classification) => void
  onSave: (rules: ScreeningRule[]) => Promise<void>
}

function Choices({ settings, classification, onClassification, onSave }: ChoicesProps) {
  const { t, i18n } = useLingui()
  const isReadOnly = !useRights().has('screening.manage')
  const [changes, setChanges] = useState<readonly ScreeningRule[]>([])
  const [isAsking, setIsAsking] = useState(false)
  const { run, isRunning, failure } = useTask()
  const table = withRules(settings.table, changes)
  const rules = merged(settings.rules, changes)
  const looser = changes.filter((rule) => isLooser(rule, settings.table))
  const change = (rule: ScreeningRule) =>
    setChanges((before) =>
      [...before.filter((one) => !isSameCell(one, rule)), rule].filter(
        (one) => settings.table[one.classification][one.destination][one.kind] !== one.choice,
      ),
    )
  return (
    <section aria-label={t`Choices`} className="grid gap-4">
      <Select
        className="max-w-72"
        label={t`For what is classified as`}
        onChange={(event) => onClassification(Classification.parse(event.target.value))}
        options={Classification.options.map((value) => ({
          value,
          name: i18n._(CLASSES[value].name),
        }))}
        value={classification}
      />
      <ChoiceTable
        classification={classification}
        isReadOnly={isReadOnly}
        onChange={change}
        table={table}
      />
      <p className="max-w-(--measure) text-sm text-ink-muted">
        <Trans>
          A pseudonym is put back in the answer; what is blacked out is gone for good. Passwords and
          keys never go to others.
        </Trans>
      </p>
      {failure && (
        <FailureNotice code={failure.code} detail={failure.message} requestId={failure.requestId} />
      )}
      {changes.length > 0 && (
        <div className="sticky bottom-0 flex flex-wrap items-center gap-3 border-t border-line bg-canvas py-3">
          <Button
            isBusy={isRunning}
            look="primary"
            onClick={() => (looser.length > 0 ? setIsAsking(true) : void run(() => onSave(rules)))}
          >
            <Trans>Save</Trans>
          </Button>
          <Button onClick={() => setChanges([])}>
            <Trans>Undo</Trans>
          </Button>
        </div>
      )}
      {isAsking && (
        <LooserDialog
          looser={looser}
          onClose={() => setIsAsking(false)}
          onSave={() => onSave(rules)}
        />
      )}
    </section>
  )
}

interface LooserDialogProps {
  looser: readonly ScreeningRule[]
  onClose: () => void
  onSave: () => Promise<void>
}

/** Says what will leave from now on, before it does. */
function LooserDialog({ looser, onClose, onSave }: LooserDialogProps) {
  const { t, i18n } = useLingui()
  return (
    <ConfirmDialog
      action={t`Let it leave`}
      onClose={onClose}
      onDone={onClose}
      title={t`Hold less back?`}
      work={onSave}
    >
      <p>
        <Trans>From now on more of this leaves your machines, also from older conversations:</Trans>
      </p>
      <ul className="mt-2 list-disc ps-5">
        {looser.map(({ kind, destination, classification }) => (
          <li key={`${classification} ${destination} ${kind}`}>
            {i18n._(KIND_NAMES[kind])}: {i18n._(DESTINATION_NAMES[destination])} (
            {i18n._(CLASSES[classification].name)})
          </li>
        ))}
      </ul>
    </ConfirmDialog>
  )
}

function isSameCell(a: ScreeningRule, b: ScreeningRule): boolean {
  return (
    a.kind === b.kind && a.destination === b.destination && a.classification === b.classification
  )
}

function isLooser(
  { classification, destination, kind, choice }: ScreeningRule,
  table: ScreeningTable,
) {
  const { options } = ScreeningChoice
  return options.indexOf(choice) < options.indexOf(table[classification][destination][kind])
}

function merged(
  rules: readonly ScreeningRule[],
  changes: readonly ScreeningRule[],
): ScreeningRule[] {
  return [...rules.filter((rule) => !changes.some((one) => isSameCell(one, rule))), ...changes]
}

function withRules(table: ScreeningTable, rules: readonly ScreeningRule[]): ScreeningTable {
  const changed = structuredClone(table)
  for (const { classification, destination, kind, choice } of rules) {
    changed[classification][destination][kind] = choice
  }
  return changed
}
