import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { Attachment, AttachmentSection } from '#wire/attachments.ts'
import type { ModelInfo } from '#wire/models.ts'
import { Button } from '../../ui/Button.tsx'
import { useTask } from '../use-task.ts'
import { firstThatFit, fromRanges, toRanges } from './section-ranges.ts'
import type { UploadDesk } from './upload-desk.ts'

interface SectionChoiceProps {
  desk: UploadDesk
  file: Attachment
  model: ModelInfo | undefined
}

/** Which pages, sheets or slides go to the model: all, the first that fit, or those that are named. */
export function SectionChoice({ desk, file, model }: SectionChoiceProps) {
  const { t } = useLingui()
  const { run, isRunning, failure } = useTask()
  const { sections, selected, id } = file
  const [text, setText] = useState(selected === null ? '' : toRanges(selected))
  const count = sections.length
  const numbers = fromRanges(text, count)
  const fitting = firstThatFit(sections, Math.floor((model?.contextTokens ?? Infinity) * 0.7))
  const select = (chosen: number[] | null) =>
    run(async () => {
      desk.learn(await desk.client.select(id, { selected: chosen }))
      setText(chosen === null ? '' : toRanges(chosen))
    })
  const isWrong = text.trim() !== '' && numbers === null
  return (
    <form
      className="grid gap-2 rounded-lg border border-line p-3 text-sm"
      onSubmit={(event) => {
        event.preventDefault()
        // It stands in the composer, whose form would send the message.
        event.stopPropagation()
        if (!isWrong) void select(numbers)
      }}
    >
      <label className="grid gap-1">
        <span className="font-medium text-ink">
          <Label first={sections[0]} />
        </span>
        <input
          aria-describedby={`${id}-hint`}
          aria-invalid={isWrong}
          className="field max-w-xs"
          inputMode="text"
          onChange={({ target }) => setText(target.value)}
          placeholder={`1-${count}`}
          value={text}
        />
      </label>
      <p className={isWrong ? 'text-danger' : ''} id={`${id}-hint`}>
        {isWrong
          ? t`Write numbers from 1 to ${count}, such as 1-3, 7.`
          : t`Numbers and ranges, such as 1-3, 7. Empty: all ${count}.`}
      </p>
      <div className="flex flex-wrap gap-2">
        <Button isBusy={isRunning} look="primary" type="submit">
          <Trans>Use these</Trans>
        </Button>
        {fitting < count && fitting > 0 && (
          <Button onClick={() => void select(range(fitting))}>
            <Fitting count={fitting} />
          </Button>
        )}
        {selected !== null && (
          <Button onClick={() => void select(null)}>
            <Trans>Use all</Trans>
          </Button>
        )}
      </div>
      {failure && (
        <p className="text-danger" role="alert">
          <Trans>The choice was not saved. Try again.</Trans>
        </p>
      )}
      <SectionList sections={sections} />
    </form>
  )
}

/** Names of sheets and slides, for whoever does not know their numbers. */
function SectionList({ sections }: { sections: readonly AttachmentSection[] }) {
  const { t } = useLingui()
  const isNamed = sections.some(
    ({ kind, isHidden }) => kind === 'sheet' || kind === 'slide' || isHidden,
  )
  if (!isNamed) return null
  return (
    <details>
      <summary>
        <Trans>What is where</Trans>
      </summary>
      <ol className="mt-2 max-h-40 list-decimal overflow-y-auto ps-8">
        {sections.map(({ title, isHidden }, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- they have no other name, and never change their order
          <li key={index}>
            <bdi>{title}</bdi>
            {isHidden && ` (${t({ message: 'hidden', comment: 'Of a sheet or slide' })})`}
          </li>
        ))}
      </ol>
    </details>
  )
}

function Label({ first }: { first: AttachmentSection | undefined }) {
  if (first?.kind === 'page') return <Trans>Pages that the model gets</Trans>
  if (first?.kind === 'sheet') return <Trans>Sheets that the model gets</Trans>
  if (first?.kind === 'slide') return <Trans>Slides that the model gets</Trans>
  return <Trans>Parts that the model gets</Trans>
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1)
}

function Fitting({ count }: { count: number }) {
  return (
    <Plural
      value={count}
      one="Only the first one, which fits"
      other="Only the first #, which fit"
    />
  )
}
