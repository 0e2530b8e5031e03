import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type RefObject } from 'react'
import { IconButton } from '../../ui/IconButton.tsx'
import type { FindProps } from '../FindInLog.tsx'
import { findMatches, listRanges } from './find-matches.ts'

/** The name under which web/ui/controls.css draws what was found. */
const HIGHLIGHT = 'found'

/** Finds words in all messages of the open conversation, those that are not drawn too. */
export function FindBar({ path, onReveal, onClose }: FindProps & { onClose: () => void }) {
  const { t } = useLingui()
  const field = useRef<HTMLInputElement>(null)
  const [query, setQuery] = useState('')
  const [currentId, setCurrentId] = useState<string | null>(null)
  const matches = useMemo(() => findMatches(path, query), [path, query])
  const at = currentId === null ? -1 : matches.indexOf(currentId)
  useHighlights(query)
  useFocus(field)

  function go(step: 1 | -1) {
    if (matches.length === 0) return
    // The newest first: that is where one is.
    const from = at < 0 ? (step === 1 ? -1 : 0) : at
    const id = matches[(from + step + matches.length) % matches.length]
    if (id === undefined) return
    setCurrentId(id)
    onReveal(id, false)
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape') onClose()
    else if (event.key === 'Enter') go(event.shiftKey ? 1 : -1)
    else return
    event.preventDefault()
  }

  const count = matches.length
  const position = at + 1
  return (
    <search
      aria-label={t`Search in this conversation`}
      className="absolute inset-x-3 top-2 mx-auto flex max-w-md items-center gap-1 rounded-lg border border-line bg-raised p-1 ps-3 shadow-md print:hidden"
    >
      <input
        aria-label={t`Search in this conversation`}
        autoComplete="off"
        className="min-h-9 min-w-0 flex-1 bg-transparent text-sm outline-none placeholder:text-ink-faint"
        dir="auto"
        onChange={({ target }) => {
          setQuery(target.value)
          setCurrentId(null)
        }}
        onKeyDown={onKeyDown}
        placeholder={t`Search in this conversation`}
        ref={field}
        type="search"
        value={query}
      />
      <output className="shrink-0 text-xs text-ink-muted">
        {query.trim() !== '' &&
          (at >= 0 ? (
            <Trans>
              {position} of {count}
            </Trans>
          ) : (
            <Plural one="# message" other="# messages" value={count} />
          ))}
      </output>
      <IconButton icon="chevron-up" label={t`Earlier match`} onClick={() => go(-1)} />
      <IconButton icon="chevron-down" label={t`Later match`} onClick={() => go(1)} />
      <IconButton icon="close" label={t`Close the search`} onClick={onClose} />
    </search>
  )
}

/** The field has the focus while it is there; then whatever had it before. */
function useFocus(field: RefObject<HTMLInputElement | null>) {
  useEffect(() => {
    const opener = document.activeElement
    field.current?.focus()
    return () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus()
    }
  }, [field])
}

/** Marks the words in what is drawn, and goes on doing so while the reader scrolls. Nothing of the page is changed for it. */
function useHighlights(query: string) {
  useEffect(() => {
    const root = document.querySelector('[role="log"]')
    // Firefox has this since 2025; without it the message is still marked.
    if (!root || !('highlights' in CSS)) return undefined
    const mark = () => CSS.highlights.set(HIGHLIGHT, new Highlight(...listRanges(root, query)))
    const observer = new MutationObserver(mark)
    observer.observe(root, { childList: true, subtree: true, characterData: true })
    mark()
    return () => {
      observer.disconnect()
      CSS.highlights.delete(HIGHLIGHT)
    }
  }, [query])
}
