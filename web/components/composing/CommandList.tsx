import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useEffect, useEffectEvent, useId, useState } from 'react'
import type { PromptContent } from '#wire/library.ts'
import { Icon } from '../../ui/Icon.tsx'
import { useApp } from '../app-context.ts'
import { MESSAGE_FIELD_ID, type ComposerHandle } from '../composer-handle.ts'
import { composingOf } from './composing-of.ts'
import { variablesOf } from './fill-prompt.ts'
import { findTrigger } from './find-trigger.ts'
import { useCursor } from './use-cursor.ts'
import { useChoices, type Choice } from './use-choices.ts'

const VariablesDialog = lazy(async () => ({
  default: (await import('./VariablesDialog.tsx')).VariablesDialog,
}))
const LibraryDialog = lazy(async () => ({
  default: (await import('../library/LibraryDialog.tsx')).LibraryDialog,
}))

/** A prompt that asks for values before it goes into the field. */
interface Asking {
  title: string
  content: PromptContent
}

/**
 * What is offered while a `/command` or an `@name` is being written: a list that belongs to the field, in which the focus stays.
 * The field is a text box with a list of suggestions (ARIA: `aria-autocomplete`), so letters, dead keys and input methods work on.
 */
export function CommandList({ composer }: { composer: ComposerHandle }) {
  const app = useApp()
  const { text } = composer.draft
  const cursor = useCursor(MESSAGE_FIELD_ID)
  const trigger = findTrigger(text, Math.min(cursor, text.length))
  const [asking, setAsking] = useState<Asking | null>(null)
  const [isLibraryOpen, setIsLibraryOpen] = useState(false)
  const choices = useChoices(trigger)

  function insertPrompt({ title, content }: Asking) {
    if (variablesOf(content).length > 0) setAsking({ title, content })
    else composer.insert(content.text, { start: 0, end: text.length })
  }

  function choose({ what }: Choice) {
    if (!trigger) return
    if (what.kind === 'library') return setIsLibraryOpen(true)
    if (what.kind === 'built-in') return insertPrompt(what.prompt)
    if (what.kind === 'model') {
      composer.insert('', trigger)
      return composer.change({ modelId: what.model.id })
    }
    if (what.item.content.kind === 'prompt') {
      void composingOf(app)
        .client.countUse(what.item.id)
        .catch(() => undefined)
      return insertPrompt({ title: what.item.title, content: what.item.content })
    }
    composer.insert('', trigger)
    composer.choosePreset(what.item.id, what.item.content.modelId)
  }

  const isOpen = trigger !== undefined && choices.length > 0 && !asking && !isLibraryOpen
  return (
    <>
      {isOpen && (
        <Suggested choices={choices} key={`${trigger.kind}${trigger.start}`} onChoose={choose} />
      )}
      <Suspense>
        {asking && (
          <VariablesDialog
            onClose={() => setAsking(null)}
            onFilled={(filled) => {
              setAsking(null)
              // The dialog gives the focus back first.
              requestAnimationFrame(() => composer.insert(filled, { start: 0, end: text.length }))
            }}
            {...asking}
          />
        )}
        {isLibraryOpen && (
          <LibraryDialog composer={composer} onClose={() => setIsLibraryOpen(false)} />
        )}
      </Suspense>
    </>
  )
}

interface SuggestedProps {
  choices: readonly Choice[]
  onChoose: (choice: Choice) => void
}

function Suggested({ choices, onChoose }: SuggestedProps) {
  const { t } = useLingui()
  const id = useId()
  const [wanted, setWanted] = useState(0)
  const [isDismissed, setIsDismissed] = useState(false)
  const at = Math.min(wanted, choices.length - 1)
  const idOf = (index: number) => `${id}-${index}`

  useFieldKeys(!isDismissed, (key) => {
    if (key === 'Escape') setIsDismissed(true)
    else if (key === 'ArrowDown') setWanted((at + 1) % choices.length)
    else if (key === 'ArrowUp') setWanted((at - 1 + choices.length) % choices.length)
    else if (choices[at]) onChoose(choices[at])
  })
  useOwnedBy(isDismissed ? null : { listId: id, optionId: idOf(at) })

  if (isDismissed) return null
  return (
    <div className="mb-1 border-b border-line pb-1">
      <div
        aria-label={t`Suggestions`}
        className="max-h-56 overflow-y-auto overscroll-contain"
        id={id}
        // No native list takes its keys from another field.
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
        role="listbox"
      >
        {choices.map((choice, index) => (
          <Option
            choice={choice}
            id={idOf(index)}
            isActive={index === at}
            key={choice.id}
            onChoose={() => onChoose(choice)}
          />
        ))}
      </div>
      <output className="sr-only">
        <Plural
          value={choices.length}
          one="# suggestion. Enter takes it, Escape closes the list."
          other="# suggestions. The arrow keys move among them, Enter takes one, Escape closes the list."
        />
      </output>
      <p aria-hidden className="px-3 pt-1 text-xs text-ink-faint pointer-coarse:hidden">
        <Trans>↑ ↓ to move, Enter to choose, Escape to close</Trans>
      </p>
    </div>
  )
}

interface OptionProps {
  id: string
  choice: Choice
  isActive: boolean
  onChoose: () => void
}

function Option({ id, choice, isActive, onChoose }: OptionProps) {
  const { icon, name, title, detail } = choice
  return (
    // The keys are the field's, which keeps the focus.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div
      aria-selected={isActive}
      className="flex min-h-(--control) cursor-default items-center gap-3 rounded-md px-3 py-1 text-sm hover:bg-hover aria-selected:bg-sea-soft aria-selected:text-sea-ink forced-colors:aria-selected:outline"
      id={id}
      onClick={onChoose}
      // The field keeps the focus, and a phone its keyboard.
      onPointerDown={(event) => event.preventDefault()}
      ref={(element) => {
        if (isActive) element?.scrollIntoView({ block: 'nearest' })
      }}
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
      role="option"
    >
      <Icon name={icon} size={16} />
      <span className="min-w-0 flex-1">
        <span className="flex flex-wrap gap-x-2">
          <bdi className="font-medium">{title}</bdi>
          <bdi className="text-ink-muted">{name}</bdi>
        </span>
        {detail !== '' && <bdi className="line-clamp-1 text-xs text-ink-muted">{detail}</bdi>}
      </span>
    </div>
  )
}

const KEYS: ReadonlySet<string> = new Set(['ArrowDown', 'ArrowUp', 'Enter', 'Tab', 'Escape'])
const TAKEN_BY_INPUT_METHOD = 229

/** While the list is open its keys are no one else's; what an input method takes is the input method's. */
function useFieldKeys(isOpen: boolean, onKey: (key: string) => void): void {
  const take = useEffectEvent((event: KeyboardEvent) => {
    if (event.isComposing || event.keyCode === TAKEN_BY_INPUT_METHOD) return
    const hasModifier = event.shiftKey || event.ctrlKey || event.altKey || event.metaKey
    if (hasModifier || !KEYS.has(event.key)) return
    event.preventDefault()
    event.stopPropagation()
    onKey(event.key)
  })
  useEffect(() => {
    const field = isOpen ? document.querySelector<HTMLElement>(`#${MESSAGE_FIELD_ID}`) : null
    const listen = (event: KeyboardEvent) => take(event)
    field?.addEventListener('keydown', listen)
    return () => field?.removeEventListener('keydown', listen)
  }, [isOpen])
}

/** Says of the field which list is its, and which line is meant. */
function useOwnedBy(owned: { listId: string; optionId: string } | null): void {
  const { listId, optionId } = owned ?? {}
  useEffect(() => {
    const field = document.querySelector(`#${MESSAGE_FIELD_ID}`)
    if (!field || listId === undefined || optionId === undefined) return undefined
    const attributes = {
      'aria-autocomplete': 'list',
      'aria-haspopup': 'listbox',
      'aria-controls': listId,
      'aria-activedescendant': optionId,
    }
    for (const [name, value] of Object.entries(attributes)) field.setAttribute(name, value)
    return () => {
      for (const name of Object.keys(attributes)) field.removeAttribute(name)
    }
  }, [listId, optionId])
}
