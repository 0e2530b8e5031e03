import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useId, useState } from 'react'
import { Classification, stricter } from '#wire/classification.ts'
import type { Residency } from '#wire/residency.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { useApp } from '../app-context.ts'
import { FailureNotice } from '../FailureNotice.tsx'
import { LinkButton } from '../shell/LinkButton.tsx'
import { useRemote } from '../shell/use-remote.ts'
import { useTask } from '../use-task.ts'
import { CLASSES, RESIDENCIES } from './class-texts.ts'

interface ClassDialogProps {
  classification: Classification
  conversationId: string | null
  onChange: (to: Classification) => Promise<void>
  onClose: () => void
}

/** What each class means here, and the choice of another one: raising is anybody's, lowering a right. */
export function ClassDialog(props: ClassDialogProps) {
  const { classification, conversationId, onChange, onClose } = props
  const { t } = useLingui()
  const { client } = useApp()
  const [chosen, setChosen] = useState(classification)
  const { run, isRunning, failure } = useTask()
  const load = useCallback(
    (signal: AbortSignal) => client.getResidency(chosen, signal),
    [client, chosen],
  )
  const { value } = useRemote(load)
  const isStricter = chosen !== classification && stricter(classification, chosen) === chosen

  async function save() {
    if (chosen === classification || (await run(() => onChange(chosen)))) onClose()
  }

  return (
    <Dialog
      title={t`How careful to be`}
      closeLabel={t`Close`}
      onClose={onClose}
      actions={
        <>
          <LinkButton href={hrefOf(conversationId, classification)} icon="route">
            <Trans>Where my words go</Trans>
          </LinkButton>
          <Button look="primary" isBusy={isRunning} onClick={() => void save()}>
            <Trans>Use this class</Trans>
          </Button>
        </>
      }
    >
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      <fieldset className="grid gap-2">
        <legend className="sr-only">
          <Trans>Classification</Trans>
        </legend>
        {Classification.options.map((option) => (
          <ClassChoice
            key={option}
            option={option}
            residency={value}
            isChosen={option === chosen}
            isBarred={stricter(classification, option) !== option && value?.mayLower === false}
            onChoose={() => setChosen(option)}
          />
        ))}
      </fieldset>
      <Consequences residency={value?.classification === chosen ? value : undefined} />
      {isStricter && conversationId !== null && (
        <p className="mt-2 text-sm">
          <Trans>An answer that is being written stops, and is decided about anew.</Trans>
        </p>
      )}
    </Dialog>
  )
}

function hrefOf(conversationId: string | null, classification: Classification): string {
  return conversationId === null
    ? `/residency?classification=${classification}`
    : `/residency?conversation=${conversationId}&classification=${classification}`
}

interface ClassChoiceProps {
  option: Classification
  residency: Residency | undefined
  isChosen: boolean
  isBarred: boolean
  onChoose: () => void
}

function ClassChoice({ option, residency, isChosen, isBarred, onChoose }: ClassChoiceProps) {
  const { i18n } = useLingui()
  const id = useId()
  const { name, meaning, icon, band } = CLASSES[option]
  const rules = residency?.classes.find(({ classification }) => classification === option)?.rules
  return (
    <div
      className={`relative grid grid-cols-[auto_1fr] gap-x-3 rounded-lg border p-3 has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-focus ${isChosen ? 'border-sea bg-sea-soft' : 'border-line hover:bg-hover'}`}
    >
      <input
        aria-describedby={`${id}-meaning`}
        checked={isChosen}
        className="relative z-1 mt-1.5 self-start"
        disabled={isBarred}
        id={id}
        name="classification"
        onChange={onChoose}
        type="radio"
        value={option}
      />
      <div className="grid gap-0.5">
        <label
          className="flex items-center gap-2 font-medium text-ink after:absolute after:inset-0"
          htmlFor={id}
        >
          <span className={`grid size-6 place-items-center rounded-full ${band}`}>
            <Icon name={icon} size={15} />
          </span>
          {i18n._(name)}
        </label>
        <p className="text-sm" id={`${id}-meaning`}>
          {i18n._(meaning)}{' '}
          {rules && (
            <span className="block text-ink">
              <Trans>May go to: {i18n._(RESIDENCIES[rules.residency])}.</Trans>
            </span>
          )}
          {isBarred && (
            <Trans>Lowering the class is not among your rights. Ask your administrators.</Trans>
          )}
        </p>
      </div>
    </div>
  )
}

/** What the chosen class means for the models at hand. */
function Consequences({ residency }: { residency: Residency | undefined }) {
  const allowed = residency?.places.filter(({ isAllowed }) => isAllowed).length ?? 0
  const all = residency?.places.length ?? 0
  return (
    <output className="mt-3 flex min-h-6 items-center gap-2 text-sm text-ink">
      {residency && allowed === 0 && (
        <>
          <Icon name="warning" size={16} />
          <Trans>No model here may be used for this class.</Trans>
        </>
      )}
      {residency && allowed > 0 && (
        <Plural
          value={all}
          one={`${allowed} of # model may be used for this class.`}
          other={`${allowed} of # models may be used for this class.`}
        />
      )}
    </output>
  )
}
