import { Trans, useLingui } from '@lingui/react/macro'
import { useId, useState } from 'react'
import { useLocation } from 'wouter'
import type { ModelInfo } from '#wire/models.ts'
import { useStore } from '../../state/external-store.ts'
import type { ModelRefusal } from '../../state/models.ts'
import type { Thread } from '../../state/thread.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { useApp } from '../app-context.ts'
import { useRefusals } from '../classification/use-refusals.ts'
import { DenialText } from '../DenialText.tsx'
import { FailureNotice } from '../FailureNotice.tsx'
import { ModelPlace } from '../ModelPlace.tsx'
import { useTask } from '../use-task.ts'

const MOST = 4

interface CompareModelsProps {
  thread: Thread
  questionId: string
  onClose: () => void
}

/** Two to four models for one question: each answers anew where it has not answered yet, all of them at once. */
export function CompareModels({ thread, questionId, onClose }: CompareModelsProps) {
  const { t } = useLingui()
  const { models, conversations } = useApp()
  const { models: offered } = useStore(models.state)
  const conversation = useStore(conversations.state).conversations.find(
    ({ id }) => id === thread.conversationId,
  )
  const refusals = useRefusals(conversation?.classification ?? null)
  const [chosen, setChosen] = useState<readonly string[]>([])
  const [isBlind, setIsBlind] = useState(false)
  const { begin, isRunning, failure } = useBegin(thread, questionId)
  const toggle = (id: string) =>
    setChosen(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id])
  const isEnough = chosen.length >= 2 && chosen.length <= MOST
  return (
    <Dialog
      actions={
        <>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button
            disabled={!isEnough}
            icon="compare"
            isBusy={isRunning}
            look="primary"
            onClick={() => void begin(chosen, isBlind)}
          >
            <Trans comment="Begin to compare models">Compare</Trans>
          </Button>
        </>
      }
      closeLabel={t`Close`}
      onClose={onClose}
      title={t`Compare models`}
    >
      <div className="grid gap-4">
        <p className="text-sm">
          <Trans>
            Choose two to four models. They answer the same question side by side, and you choose
            the answer that the conversation goes on with. Each answer counts towards your limits.
          </Trans>
        </p>
        <fieldset className="grid gap-1">
          <legend className="sr-only">
            <Trans>Models</Trans>
          </legend>
          {offered.map((model) => (
            <ModelRow
              isChosen={chosen.includes(model.id)}
              isFull={chosen.length >= MOST}
              key={model.id}
              model={model}
              onToggle={() => toggle(model.id)}
              refusal={refusals?.get(model.id)}
            />
          ))}
        </fieldset>
        <BlindWish isBlind={isBlind} onBlind={setIsBlind} />
        {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      </div>
    </Dialog>
  )
}

function BlindWish(props: { isBlind: boolean; onBlind: (isBlind: boolean) => void }) {
  const { isBlind, onBlind } = props
  const id = useId()
  return (
    <div className="flex items-start gap-2 text-sm text-ink">
      <input
        checked={isBlind}
        className="mt-1"
        id={id}
        onChange={({ target }) => onBlind(target.checked)}
        type="checkbox"
      />
      <label htmlFor={id}>
        <Trans>Hide which model is which until I have chosen</Trans>
      </label>
    </div>
  )
}

interface ModelRowProps {
  model: ModelInfo
  isChosen: boolean
  /** No more can be chosen. */
  isFull: boolean
  refusal: ModelRefusal | undefined
  onToggle: () => void
}

function ModelRow({ model, isChosen, isFull, refusal, onToggle }: ModelRowProps) {
  const id = useId()
  const isBarred = refusal !== undefined || model.state === 'unavailable'
  return (
    <div className="flex items-start gap-2.5 rounded-md px-2 py-1.5 text-sm text-ink hover:bg-hover">
      <input
        aria-describedby={`${id}-note`}
        checked={isChosen}
        className="mt-1 size-4 shrink-0"
        disabled={isBarred || (isFull && !isChosen)}
        id={id}
        onChange={onToggle}
        type="checkbox"
      />
      <span className="grid min-w-0 grow">
        <label className="font-medium" htmlFor={id}>
          <bdi>{model.name}</bdi>
        </label>
        <span className="text-ink-muted" id={`${id}-note`}>
          {refusal ? (
            <DenialText of={refusal}>
              <span lang="en">{refusal.message}</span>
            </DenialText>
          ) : (
            <ModelPlace model={model} />
          )}
        </span>
      </span>
    </div>
  )
}

/** Starts what is missing and goes to where the answers stand beside each other. */
function useBegin(thread: Thread, questionId: string) {
  const { createKey, language } = useApp()
  const [, navigate] = useLocation()
  const { run, isRunning, failure } = useTask()

  async function answerOf(modelId: string, isBlind: boolean): Promise<string | undefined> {
    const find = () =>
      [...thread.state.get().messages.values()].findLast(
        (one) => one.parentId === questionId && one.modelId === modelId,
      )
    // What one has read already one would know again: blind, all answer anew.
    const known = isBlind ? undefined : find()
    if (known && known.status !== 'failed' && known.status !== 'stopped') return known.id
    const interfaceLang = language.language.get()
    const wish = { kind: 'regenerate', messageId: questionId, modelId, interfaceLang } as const
    await thread.start(wish, createKey())
    return find()?.id
  }

  async function begin(modelIds: readonly string[], isBlind: boolean) {
    await run(async () => {
      const ids: string[] = []
      for (const modelId of isBlind ? shuffled(modelIds) : modelIds) {
        const id = await answerOf(modelId, isBlind)
        if (id !== undefined) ids.push(id)
      }
      const query = new URLSearchParams({ shown: ids.join(','), ...(isBlind && { blind: '1' }) })
      navigate(`/c/${thread.conversationId}/compare/${questionId}?${query.toString()}`)
    })
  }
  return { begin, isRunning, failure }
}

/** In an order that says nothing. */
function shuffled(ids: readonly string[]): string[] {
  const order = new Map(ids.map((id) => [id, crypto.getRandomValues(new Uint32Array(1))[0] ?? 0]))
  return ids.toSorted((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0))
}
