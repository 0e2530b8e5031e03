import { Trans, useLingui } from '@lingui/react/macro'
import { plural } from '@lingui/core/macro'
import { useId, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react'
import { useLocation } from 'wouter'
import type { ApiFailure } from '#sdk/api-failure.ts'
import type { SearchHit, SearchResult } from '#wire/search.ts'
import { Icon } from '../../ui/Icon.tsx'
import { Spinner } from '../../ui/Spinner.tsx'
import { FailureNotice } from '../FailureNotice.tsx'
import type { OverlayProps } from '../help/OpenOverlay.tsx'
import { Hit } from './Hit.tsx'
import { useSearch } from './use-search.ts'

/* A combobox whose options are more than a line of text: no element of HTML is one. */
/* oxlint-disable jsx-a11y/prefer-tag-over-role */

/** Searches all conversations while one types; Enter, or a click, leads to the message. */
// Most of it is the markup of one combobox.
// oxlint-disable-next-line max-lines-per-function
export function SearchDialog({ onClose }: Pick<OverlayProps, 'onClose'>) {
  const { t } = useLingui()
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  const [, navigate] = useLocation()
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const { result, isSearching, failure } = useSearch(text)
  const hits = result?.hits ?? []
  const current = hits[Math.min(at, hits.length - 1)]

  useLayoutEffect(() => {
    const element = dialog.current
    element?.showModal()
    return () => element?.close()
  }, [])

  function open(hit: SearchHit | undefined) {
    if (!hit) return
    onClose()
    navigate(
      hit.message ? `/c/${hit.conversationId}#m-${hit.message.id}` : `/c/${hit.conversationId}`,
    )
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined && hits.length > 0) {
      event.preventDefault()
      const next = (Math.min(at, hits.length - 1) + step + hits.length) % hits.length
      setAt(next)
      document.getElementById(`${id}-${next}`)?.scrollIntoView({ block: 'nearest' })
    } else if (event.key === 'Enter') {
      event.preventDefault()
      open(current)
    }
  }

  return (
    // Escape does for the keyboard what a click beside the dialog does for the mouse.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions
    <dialog
      aria-label={t`Search in all conversations`}
      className="mx-auto mt-[8dvh] max-h-[84dvh] w-[calc(100%-1.5rem)] max-w-2xl overflow-hidden rounded-xl border border-line bg-raised text-ink shadow-lg backdrop:bg-scrim"
      onClick={({ target }) => target === dialog.current && onClose()}
      onClose={onClose}
      ref={dialog}
    >
      <div className="flex max-h-[84dvh] flex-col">
        <div className="flex items-center gap-3 border-b border-line px-4">
          <span className="text-ink-faint">
            {isSearching ? <Spinner size={18} /> : <Icon name="search" />}
          </span>
          <input
            aria-activedescendant={current && `${id}-${hits.indexOf(current)}`}
            aria-autocomplete="list"
            aria-controls={`${id}-hits`}
            aria-expanded={hits.length > 0}
            aria-label={t`What are you looking for?`}
            // The user has just asked to write here.
            // oxlint-disable-next-line jsx-a11y/no-autofocus
            autoFocus
            className="min-h-14 min-w-0 grow bg-transparent outline-none placeholder:text-ink-faint"
            dir="auto"
            maxLength={500}
            onChange={({ target }) => {
              setText(target.value)
              setAt(0)
            }}
            onKeyDown={onKeyDown}
            placeholder={t`Search titles and messages`}
            role="combobox"
            type="text"
            value={text}
          />
        </div>
        {result && <Count count={hits.length} />}
        <div
          aria-label={t`What was found`}
          className="min-h-0 overflow-y-auto p-2 empty:hidden"
          id={`${id}-hits`}
          role="listbox"
        >
          {hits.map((hit, index) => (
            <Hit
              hit={hit}
              id={`${id}-${index}`}
              isCurrent={hit === current}
              key={`${hit.conversationId} ${hit.message?.id}`}
              onOpen={() => open(hit)}
            />
          ))}
        </div>
        <Below failure={failure} result={result} text={text} />
      </div>
    </dialog>
  )
}

interface BelowProps {
  text: string
  result: SearchResult | null
  failure: ApiFailure | null
}

/** What helps to find more, or less. */
function Below({ text, result, failure }: BelowProps) {
  return (
    <div className="px-5 py-3 text-sm text-ink-muted empty:hidden">
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      {!failure && text.trim() === '' && (
        <Trans>
          Words are found in every form, with or without accents: “smlouvy” finds “smlouva”,
          “strasse” finds “Straße”.
        </Trans>
      )}
      {!failure && text.trim() !== '' && result?.hits.length === 0 && (
        <Trans>Nothing was found. Try fewer words, or only the beginning of one.</Trans>
      )}
      {result?.hasMore && <Trans>There is more than is shown here. Another word narrows it.</Trans>}
    </div>
  )
}

/** For who does not see the list. */
function Count({ count }: { count: number }) {
  const { t } = useLingui()
  return (
    <output className="sr-only">
      {t({
        message: plural(count, {
          0: 'Nothing was found.',
          one: '# place was found.',
          other: '# places were found.',
        }),
      })}
    </output>
  )
}
