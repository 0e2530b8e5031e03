import { useLingui } from '@lingui/react/macro'
import {
  useDeferredValue,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
} from 'react'
import type { CommandPlace } from '../../state/commands.ts'
import { Icon } from '../../ui/Icon.tsx'
import { Chord } from './Chord.tsx'
import type { OverlayProps } from './OpenOverlay.tsx'
import { findEntries, listEntries, type Entry } from './palette-entries.ts'

/* A combobox whose list has headings: no element of HTML is one. */
/* oxlint-disable jsx-a11y/prefer-tag-over-role */

/** One field that finds every command, page and conversation: a combobox whose list is always open. */
export function CommandPalette({ onClose, place }: OverlayProps) {
  const { t } = useLingui()
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  const entries = useEntries(place)
  const [query, setQuery] = useState('')
  const [at, setAt] = useState(0)
  const found = findEntries(entries ?? [], useDeferredValue(query))
  const current = found[Math.min(at, found.length - 1)]

  useLayoutEffect(() => {
    const element = dialog.current
    element?.showModal()
    return () => element?.close()
  }, [])
  useEffect(() => {
    document.getElementById(`${id}-${current?.id}`)?.scrollIntoView({ block: 'nearest' })
  }, [id, current?.id])

  function choose(entry: Entry | undefined) {
    if (!entry) return
    onClose()
    void entry.run()
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined && found.length > 0) {
      event.preventDefault()
      setAt((Math.min(at, found.length - 1) + step + found.length) % found.length)
    } else if (event.key === 'Enter') {
      event.preventDefault()
      choose(current)
    }
  }

  return (
    // Escape does for the keyboard what a click beside the dialog does for the mouse.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions
    <dialog
      aria-label={t`Commands`}
      className="mx-auto mt-[12vh] mb-auto flex max-h-[70dvh] w-[calc(100%-2rem)] max-w-xl flex-col overflow-hidden rounded-xl border border-line bg-raised text-ink shadow-lg backdrop:bg-scrim"
      onCancel={onClose}
      onClick={(event) => event.target === dialog.current && onClose()}
      onClose={onClose}
      ref={dialog}
    >
      <SearchRow
        id={id}
        onKeyDown={onKeyDown}
        onQuery={(next) => {
          setQuery(next)
          setAt(0)
        }}
        optionId={current && `${id}-${current.id}`}
        query={query}
      />
      <Found current={current} entries={found} id={id} onChoose={choose} />
      <output className="sr-only">
        {entries !== null && query !== '' && found.length === 0 ? t`Nothing found` : ''}
      </output>
    </dialog>
  )
}

interface SearchRowProps {
  id: string
  /** The element of the entry that Enter chooses. */
  optionId: string | undefined
  query: string
  onQuery: (query: string) => void
  onKeyDown: (event: KeyboardEvent) => void
}

function SearchRow({ id, optionId, query, onQuery, onKeyDown }: SearchRowProps) {
  const { t } = useLingui()
  return (
    <div className="flex items-center gap-3 border-b border-line px-4">
      <span className="text-ink-faint">
        <Icon name="search" />
      </span>
      <input
        aria-activedescendant={optionId}
        aria-autocomplete="list"
        aria-controls={`${id}-list`}
        aria-expanded="true"
        aria-label={t`Find a command, a page or a conversation`}
        autoComplete="off"
        className="min-h-12 min-w-0 flex-1 bg-transparent outline-none placeholder:text-ink-faint"
        dir="auto"
        onChange={({ target }) => onQuery(target.value)}
        onKeyDown={onKeyDown}
        placeholder={t`What would you like to do?`}
        role="combobox"
        spellCheck={false}
        value={query}
      />
      <Chord chord="Escape" />
    </div>
  )
}

/** Null: not known yet. */
function useEntries(place: CommandPlace): Entry[] | null {
  const { i18n } = useLingui()
  const [entries, setEntries] = useState<Entry[] | null>(null)
  useEffect(() => {
    let isWanted = true
    async function list() {
      const all = await listEntries(place, i18n)
      if (isWanted) setEntries(all)
    }
    void list()
    return () => void (isWanted = false)
  }, [place, i18n])
  return entries
}

interface FoundProps {
  id: string
  entries: readonly Entry[]
  current: Entry | undefined
  onChoose: (entry: Entry) => void
}

function Found({ id, entries, current, onChoose }: FoundProps) {
  const { t } = useLingui()
  const names = {
    commands: t`Commands`,
    folders: t`Folders`,
    conversations: t`Conversations`,
    models: t`Answer with another model`,
    pages: t`Pages`,
  }
  const sections = [...new Set(entries.map(({ section }) => section))]
  return (
    <div
      aria-label={t`Commands`}
      className="min-h-0 overflow-y-auto overscroll-contain p-2"
      id={`${id}-list`}
      role="listbox"
    >
      {entries.length === 0 && (
        <p aria-hidden="true" className="px-3 py-6 text-center text-sm text-ink-faint">
          {t`Nothing found`}
        </p>
      )}
      {sections.map((section) => (
        <div aria-labelledby={`${id}-${section}`} key={section} role="group">
          <p className="px-3 pt-3 pb-1 text-xs font-medium text-ink-faint" id={`${id}-${section}`}>
            {names[section]}
          </p>
          {entries
            .filter((entry) => entry.section === section)
            .map((entry) => (
              // The field has the focus and its keys choose: the combobox pattern of WAI-ARIA.
              // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
              <div
                aria-selected={entry === current}
                className="flex min-h-(--control) items-center justify-between gap-3 rounded-md px-3 py-1 text-sm aria-selected:bg-sea-soft aria-selected:text-sea-ink hover:bg-hover forced-colors:aria-selected:outline"
                id={`${id}-${entry.id}`}
                key={entry.id}
                onClick={() => onChoose(entry)}
                role="option"
              >
                <bdi className="min-w-0 truncate">{entry.label}</bdi>
                {entry.chord !== undefined && <Chord chord={entry.chord} />}
              </div>
            ))}
        </div>
      ))}
    </div>
  )
}
