import { Trans, useLingui } from '@lingui/react/macro'
import { useStore } from '../state/external-store.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { useApp } from './app-context.ts'
import { FailureNotice } from './FailureNotice.tsx'
import { ModelCard } from './ModelCard.tsx'
import type { ModelPickerProps } from './ModelPicker.tsx'
import { useRights } from './use-rights.ts'
import { useTask } from './use-task.ts'

/** The models that there are, to choose one for the next answers. */
export function ModelDialog(props: ModelPickerProps & { onClose: () => void }) {
  const { model, refusals, onChoose, onClose } = props
  const { t } = useLingui()
  const { models } = useApp()
  const { status, models: offered } = useStore(models.state)
  const { run, failure } = useTask()

  async function choose(id: string) {
    if (await run(() => onChoose(id))) onClose()
  }

  return (
    <Dialog closeLabel={t`Close`} onClose={onClose} title={t`Choose a model`}>
      <p className="mb-4 text-sm text-ink-muted">
        <Trans>The next answers in this conversation come from the model that you choose.</Trans>
      </p>
      {failure && (
        <div className="mb-4">
          <FailureNotice code={failure.code} detail={failure.message} />
        </div>
      )}
      {offered.length === 0 && <NoModels status={status} />}
      <ul className="grid gap-2">
        {offered.map((each) => (
          <li key={each.id}>
            <ModelCard
              isChosen={each.id === model?.id}
              model={each}
              refusal={refusals?.get(each.id)}
              onChoose={() => void choose(each.id)}
            />
          </li>
        ))}
      </ul>
    </Dialog>
  )
}

function NoModelYet() {
  return useRights().has('model.download') ? (
    <Trans>No model is available yet. Run “npm run galerne models pull” in the terminal.</Trans>
  ) : (
    <Trans>No model is available yet. Ask those who look after this Galerne to add one.</Trans>
  )
}

function NoModels({ status }: { status: 'loading' | 'ready' | 'failed' }) {
  return (
    <p className="rounded-md bg-sunken px-4 py-6 text-center text-sm text-ink-muted">
      {status === 'loading' && <Trans>Loading the models…</Trans>}
      {status === 'failed' && (
        <Trans>The models could not be loaded. Close this and try again.</Trans>
      )}
      {status === 'ready' && <NoModelYet />}
    </p>
  )
}
