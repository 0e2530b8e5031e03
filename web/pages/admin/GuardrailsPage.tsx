import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useMemo, useState } from 'react'
import type { Guardrail } from '#wire/guardrails.ts'
import { createScreeningClient, type ScreeningClient } from '#sdk/screening.ts'
import { GuardrailDialog } from '../../components/admin/guardrails/GuardrailDialog.tsx'
import { EFFECTS, placeOf, PLACES } from '../../components/admin/guardrails/guardrail-texts.ts'
import { useApp } from '../../components/app-context.ts'
import { CLASSES } from '../../components/classification/class-texts.ts'
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx'
import { PageTitle } from '../../components/shell/PageTitle.tsx'
import { RemoteStatus } from '../../components/shell/RemoteStatus.tsx'
import { useRemote } from '../../components/shell/use-remote.ts'
import { useRights } from '../../components/use-rights.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { IconButton } from '../../ui/IconButton.tsx'

/** Other models that look at what is asked and answered, and what follows where they speak up. */
export function GuardrailsPage() {
  const { t } = useLingui()
  const { client: app } = useApp()
  const client = useMemo(() => createScreeningClient(app.http), [app])
  const load = useCallback((signal: AbortSignal) => client.listGuardrails(signal), [client])
  const remote = useRemote(load)
  const mayChange = useRights().has('screening.manage')
  const [edited, setEdited] = useState<Guardrail | 'new' | null>(null)
  const add = mayChange && (
    <Button icon="add" look="primary" onClick={() => setEdited('new')}>
      <Trans>Add a check</Trans>
    </Button>
  )
  const all = remote.value
  return (
    <>
      <PageTitle actions={all !== undefined && all.length > 0 && add} title={t`Guardrails`}>
        <Trans>
          Other models look at what is asked and answered. They are signals, not boundaries: whoever
          wants to can talk them over.
        </Trans>
      </PageTitle>
      <RemoteStatus of={remote} />
      {all?.length === 0 && (
        <EmptyState action={add} icon="shield" title={t`No model looks on yet`}>
          <Trans>
            A check asks a model about each text, such as whether somebody tries to talk the
            assistant out of its rules. Each look is a call of its own, which costs time and money.
          </Trans>
        </EmptyState>
      )}
      {all !== undefined && all.length > 0 && (
        <List
          client={client}
          guardrails={all}
          onChanged={remote.reload}
          onEdit={mayChange ? setEdited : null}
        />
      )}
      {edited && (
        <GuardrailDialog
          client={client}
          guardrail={edited === 'new' ? null : edited}
          onClose={() => setEdited(null)}
          onSaved={() => {
            setEdited(null)
            remote.reload()
          }}
        />
      )}
    </>
  )
}

interface ListProps {
  guardrails: readonly Guardrail[]
  client: ScreeningClient
  /** Null: they may be looked at only. */
  onEdit: ((guardrail: Guardrail) => void) | null
  onChanged: () => void
}

function List({ guardrails, client, onEdit, onChanged }: ListProps) {
  const { t } = useLingui()
  const [doomed, setDoomed] = useState<Guardrail | null>(null)
  return (
    <>
      <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
        {guardrails.map((one) => (
          <li key={one.id} className="flex items-start justify-between gap-3 px-4 py-3">
            <Words guardrail={one} />
            {onEdit && (
              <span className="flex shrink-0">
                <IconButton
                  icon="edit"
                  label={t`Change “${one.name}”`}
                  onClick={() => onEdit(one)}
                />
                <IconButton
                  icon="trash"
                  label={t`Delete “${one.name}”`}
                  onClick={() => setDoomed(one)}
                />
              </span>
            )}
          </li>
        ))}
      </ul>
      {doomed && (
        <ConfirmDialog
          action={t`Delete`}
          onClose={() => setDoomed(null)}
          onDone={() => {
            setDoomed(null)
            onChanged()
          }}
          title={t`Delete the check “${doomed.name}”?`}
          work={() => client.removeGuardrail(doomed.id)}
        >
          <Trans>From now on nobody looks at calls in its place.</Trans>
        </ConfirmDialog>
      )}
    </>
  )
}

function Words({ guardrail }: { guardrail: Guardrail }) {
  const { t, i18n } = useLingui()
  const { name, model, at, effect, classifications, isEnabled } = guardrail
  const list = new Intl.ListFormat(i18n.locale, { type: 'conjunction' })
  return (
    <div className="grid min-w-0 gap-0.5 [overflow-wrap:anywhere]">
      <strong className="font-medium">
        <bdi>{name}</bdi> {!isEnabled && <Badge>{t`Switched off`}</Badge>}
      </strong>
      <span className="text-sm text-ink-muted">
        {i18n._(PLACES[placeOf(at)])} (<bdi>{model}</bdi>). {i18n._(EFFECTS[effect])}.
      </span>
      <span className="text-sm text-ink-muted">
        {list.format(classifications.map((one) => i18n._(CLASSES[one].name)))}
      </span>
    </div>
  )
}
