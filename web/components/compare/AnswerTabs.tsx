import { useLingui } from '@lingui/react/macro'
import { useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'

interface AnswerTabsProps {
  tabs: readonly { id: string; name: string; content: ReactNode }[]
}

/** Columns for a telephone: one at a time (WAI-ARIA’s tabs, which arrows go through in the direction of reading). */
export function AnswerTabs({ tabs }: AnswerTabsProps) {
  const { t } = useLingui()
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const [shownId, setShownId] = useState(tabs[0]?.id)
  const shown = tabs.find((tab) => tab.id === shownId) ?? tabs[0]

  function move(event: KeyboardEvent) {
    const isReversed = document.documentElement.dir === 'rtl'
    const steps: Record<string, number> = {
      ArrowRight: isReversed ? -1 : 1,
      ArrowLeft: isReversed ? 1 : -1,
    }
    const step = steps[event.key]
    if (step === undefined || !shown) return
    event.preventDefault()
    const at = (tabs.indexOf(shown) + step + tabs.length) % tabs.length
    setShownId(tabs[at]?.id)
    const buttons = list.current?.querySelectorAll<HTMLElement>('[role=tab]')
    buttons?.[at]?.focus()
  }
  return (
    <div className="grid gap-3">
      <div aria-label={t`Answers`} className="flex gap-1 overflow-x-auto" ref={list} role="tablist">
        {tabs.map((tab) => (
          <button
            aria-controls={`${id}-panel`}
            aria-selected={tab === shown}
            className="min-h-(--control) shrink-0 rounded-md border border-transparent px-4 text-sm font-medium aria-selected:border-line-strong aria-selected:bg-surface"
            id={`${id}-${tab.id}`}
            key={tab.id}
            onClick={() => setShownId(tab.id)}
            onKeyDown={move}
            role="tab"
            tabIndex={tab === shown ? 0 : -1}
            type="button"
          >
            {tab.name}
          </button>
        ))}
      </div>
      {shown && (
        <div aria-labelledby={`${id}-${shown.id}`} id={`${id}-panel`} role="tabpanel">
          {shown.content}
        </div>
      )}
    </div>
  )
}
