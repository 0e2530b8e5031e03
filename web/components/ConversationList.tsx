import { Trans, useLingui } from '@lingui/react/macro'
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { useRoute } from 'wouter'
import type { Conversation } from '#wire/conversations.ts'
import { groupByDay, type DayGroup } from '../i18n/day-groups.ts'
import { isListed } from '../state/conversation-pages.ts'
import { useStore } from '../state/external-store.ts'
import { Button } from '../ui/Button.tsx'
import { useApp } from './app-context.ts'
import { ConversationRow } from './ConversationRow.tsx'
import { useRowWindow } from './use-row-window.ts'

/** A group with the place of its heading among all rows, headings included; its items follow. */
interface PlacedGroup extends DayGroup<Conversation> {
  at: number
}

/** All of one's conversations, in groups by day, as far as they were scrolled to; of a long list only what is in view is drawn. */
// Most of it is the markup of one list.
// oxlint-disable-next-line max-lines-per-function
export function ConversationList({ onNavigate }: { onNavigate: (() => void) | undefined }) {
  const { conversations } = useApp()
  const { status, nextCursor, conversations: known } = useStore(conversations.state)
  const groups = useGroups(known)
  const items = useMemo(() => groups.flatMap((group) => group.items), [groups])
  const rows = items.length + groups.length
  const [, params] = useRoute('/c/:id')
  const openId = items.find(({ id }) => id === params?.id)?.id
  const [focusedId, setFocusedId] = useState<string | null>(null)
  const placeOf = (id: string | null | undefined) => {
    const group = groups.find((each) => each.items.some((item) => item.id === id))
    return group ? group.at + 1 + group.items.findIndex((item) => item.id === id) : null
  }
  const { box, row, rowPx, isDrawn, scrollTo } = useRowWindow(rows, placeOf(focusedId))
  // One of them is reached by Tab, the others by the arrows.
  const tabId = items.some(({ id }) => id === focusedId) ? focusedId : (openId ?? items[0]?.id)

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>) {
    const to = targetOf(event.key, {
      at: items.findIndex(({ id }) => id === focusedId),
      of: items.length,
    })
    const target = to === null ? undefined : items[to]
    if (!target || !(event.target instanceof HTMLAnchorElement)) return
    event.preventDefault()
    setFocusedId(target.id)
    scrollTo(placeOf(target.id) ?? 0)
    const list = event.currentTarget
    requestAnimationFrame(() =>
      list.querySelector<HTMLElement>(`a[href="/c/${target.id}"]`)?.focus(),
    )
  }

  return (
    // The rows are links; the arrows only lead from one to the next.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      className="min-h-0 flex-1 overflow-y-auto px-3 pb-4"
      onFocus={({ target }) => setFocusedId(target.closest('li')?.dataset.id ?? focusedId)}
      onKeyDown={onKeyDown}
      ref={box}
    >
      {status === 'ready' && items.length === 0 && (
        <p className="px-3 py-4 text-sm text-ink-faint">
          <Trans>Your conversations will be listed here.</Trans>
        </p>
      )}
      {status === 'failed' && <Failed />}
      <div className="relative" style={{ height: rows * rowPx }}>
        {groups.map(({ label, at, items: own }) => (
          <section key={label}>
            {isDrawn(at) && (
              <h2
                className="absolute flex min-h-(--control) w-full items-end px-3 pb-1 text-xs font-medium text-ink-faint"
                style={{ top: at * rowPx }}
              >
                {label}
              </h2>
            )}
            <ul>
              {own.map((conversation, index) => {
                const { id } = conversation
                const place = at + 1 + index
                if (!isDrawn(place)) return null
                return (
                  <ConversationRow
                    conversation={conversation}
                    isOpen={id === openId}
                    isTabStop={id === tabId}
                    key={id}
                    of={own.length}
                    onOpen={onNavigate}
                    position={index + 1}
                    rowRef={row}
                    topPx={place * rowPx}
                  />
                )
              })}
            </ul>
          </section>
        ))}
      </div>
      {nextCursor !== null && <Older />}
    </div>
  )
}

function useGroups(known: readonly Conversation[]): PlacedGroup[] {
  const { t } = useLingui()
  const { language } = useApp()
  const locale = useStore(language.language)
  // oxlint-disable-next-line react/purity -- the day may change between two renders, and should then.
  const now = new Date()
  const today = now.toDateString()
  const pinned = t({
    message: 'Pinned',
    comment: 'Heading of the conversations that stay at the top',
  })
  return useMemo(() => {
    const listed = known.filter(isListed)
    const atTop = listed.filter(({ isPinned }) => isPinned)
    const others = listed.filter(({ isPinned }) => !isPinned)
    const asked = { now: new Date(today), language: locale }
    const groups = groupByDay(others, ({ updatedAt }) => updatedAt, asked)
    if (atTop.length > 0) groups.unshift({ label: pinned, items: atTop })
    const sizes = groups.map((group) => group.items.length + 1)
    return groups.map((group, index) => ({
      ...group,
      at: sizes.slice(0, index).reduce((sum, size) => sum + size, 0),
    }))
  }, [known, locale, today, pinned])
}

/** Where a key leads among the rows; null: nowhere. */
function targetOf(key: string, { at, of }: { at: number; of: number }): number | null {
  if (key === 'ArrowDown') return Math.min(of - 1, at + 1)
  if (key === 'ArrowUp') return Math.max(0, at - 1)
  if (key === 'Home') return 0
  return key === 'End' ? of - 1 : null
}

/** The end of what was loaded: in view, it loads what follows. */
function Older() {
  const { conversations } = useApp()
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    const observer = new IntersectionObserver(
      ([entry]) => entry?.isIntersecting && void conversations.loadMore(),
      { rootMargin: '400px' },
    )
    if (button.current) observer.observe(button.current)
    return () => observer.disconnect()
  })
  return (
    <Button
      className="mt-3 w-full justify-center"
      onClick={() => void conversations.loadMore()}
      ref={button}
    >
      <Trans>Show older ones</Trans>
    </Button>
  )
}

function Failed() {
  const { conversations } = useApp()
  return (
    <div className="px-3 py-4 text-sm text-ink-muted">
      <p className="mb-3">
        <Trans>The conversations could not be loaded.</Trans>
      </p>
      <Button icon="retry" onClick={() => void conversations.refresh()}>
        <Trans>Try again</Trans>
      </Button>
    </div>
  )
}
