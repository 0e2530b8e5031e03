import { flushSync } from 'react-dom'
import { createStore } from '../state/external-store.ts'
import { createListWindow, type Range } from '../state/list-window.ts'

/** How far beyond what is in view is drawn, so that neither a finger nor Tab meets an end. */
const MARGIN_PX = 400
/** What is drawn before the box has been seen: the end of the list. */
const FIRST_COUNT = 12
/** A list of no more than this is drawn whole: then the browser's own search and a screen reader's browsing have all of it. */
const WHOLE_COUNT = 60
/** This close to the end counts as the end. */
const SLACK_PX = 48

/** How far below the upper edge an item stands that was asked for: below the bar of the search. */
const REVEALED_PX = 64

/** What is drawn: stretches of the list, each after a gap as high as what is left out before it. */
export interface Drawn {
  stretches: readonly (Range & { gap: number })[]
  gapAfter: number
  isWhole: boolean
}

/**
 * The box of a long list that scrolls. Drawn is what is in view, a little around it, and the item that has the focus; heights
 * are measured, and what changes its height above the view does not move what is read. At its end the box stays there while
 * the list grows, until the reader scrolls up. `box`, `content` and `item` are React refs; items carry their key in `data-key`.
 */
export class LogView {
  readonly drawn = createStore<Drawn>({ stretches: [], gapAfter: 0, isWhole: true })
  readonly isAtEnd = createStore(true)
  readonly #list = createListWindow()
  readonly #observer = new ResizeObserver((entries) => this.#onResize(entries))
  #keys: readonly string[] = []
  #scroller: HTMLElement | null = null
  #focusedKey: string | null = null
  #isFollowing = true
  #isPrinting = false
  #comingShift = 0
  #last = { top: 0, height: 0 }

  readonly box = (element: HTMLElement | null) => {
    if (!element) return undefined
    this.#scroller = element
    const listeners = new AbortController()
    const { signal } = listeners
    element.addEventListener('scroll', () => this.#onScroll(), { passive: true, signal })
    element.addEventListener('focusin', (event) => this.#onFocus(event), { signal })
    window.addEventListener('beforeprint', () => this.#print(true), { signal })
    window.addEventListener('afterprint', () => this.#print(false), { signal })
    this.#observer.observe(element)
    return () => {
      listeners.abort()
      this.#observer.disconnect()
      this.#scroller = null
    }
  }

  readonly #observe = (element: HTMLElement | null) => {
    if (!element) return undefined
    this.#observer.observe(element)
    return () => this.#observer.unobserve(element)
  }
  readonly content = this.#observe
  readonly item = this.#observe

  /** Before the items are drawn for the first time, and after each change. */
  setKeys(keys: readonly string[]): void {
    const [first] = this.#keys
    this.#keys = keys
    this.#list.setKeys(keys)
    // What came in above must not move what is read; the box can follow once it is as high as that.
    const added = first === undefined ? 0 : keys.indexOf(first)
    if (added > 0 && !this.#isFollowing) this.#comingShift += this.#list.offsetOf(added)
    this.#update()
  }

  readonly jumpToEnd = () => {
    this.#isFollowing = true
    this.isAtEnd.set(true)
    if (this.#scroller) this.#scroller.scrollTop = this.#scroller.scrollHeight
  }

  /** Brings an item to the top of the view, or its place, so that it gets drawn. Answers with the element that is there. */
  readonly scrollTo = (key: string): Element | null => {
    const index = this.#keys.indexOf(key)
    if (!this.#scroller || index < 0) return null
    this.#isFollowing = false
    const item = this.#scroller.querySelector(`[data-key="${CSS.escape(key)}"]`)
    const { top } = this.#scroller.getBoundingClientRect()
    if (item) this.#scroller.scrollTop += item.getBoundingClientRect().top - top - REVEALED_PX
    else this.#scroller.scrollTop = this.#list.offsetOf(index)
    this.#update()
    return item
  }

  #update(): void {
    const { length } = this.#keys
    const isWhole = length <= WHOLE_COUNT || this.#isPrinting
    const ranges = isWhole ? [{ start: 0, end: length }] : this.#listRanges()
    const stretches = ranges.map((range, at) => ({
      ...range,
      gap: this.#list.heightOf({ start: ranges[at - 1]?.end ?? 0, end: range.start }),
    }))
    const gapAfter = this.#list.heightOf({ start: ranges.at(-1)?.end ?? 0, end: length })
    const next = { stretches, gapAfter, isWhole }
    if (!isSame(this.drawn.get(), next)) this.drawn.set(next)
  }

  #listRanges(): Range[] {
    const view = this.#findView()
    const index = this.#focusedKey === null ? -1 : this.#keys.indexOf(this.#focusedKey)
    if (index < 0 || (index >= view.start && index < view.end)) return [view]
    const focused = { start: index, end: index + 1 }
    return index < view.start ? [focused, view] : [view, focused]
  }

  #findView(): Range {
    const { length } = this.#keys
    // Not seen yet, or about to go to the end.
    if (!this.#scroller || this.drawn.get().stretches.length === 0) {
      return { start: Math.max(0, length - FIRST_COUNT), end: length }
    }
    const { scrollTop, clientHeight } = this.#scroller
    const top = scrollTop + this.#comingShift
    return this.#list.find(top - MARGIN_PX, top + clientHeight + MARGIN_PX)
  }

  #onScroll(): void {
    if (!this.#scroller) return
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller
    const isEnd = scrollHeight - scrollTop - clientHeight < SLACK_PX
    // Growth alone leaves the place where it is; only a move upwards is the reader's. Where the list shrank, it is not.
    if (isEnd) this.#isFollowing = true
    else if (scrollTop < this.#last.top && scrollHeight >= this.#last.height) {
      this.#isFollowing = false
    }
    this.#last = { top: scrollTop, height: scrollHeight }
    this.isAtEnd.set(isEnd || this.#isFollowing)
    this.#update()
  }

  #onResize(entries: readonly ResizeObserverEntry[]): void {
    if (!this.#scroller) return
    if (this.#comingShift !== 0) this.#scroller.scrollTop += this.#comingShift
    this.#comingShift = 0
    const items = entries.flatMap(toItem)
    if (this.#isFollowing) {
      for (const { key, height } of items) this.#list.measure(key, height)
      goToEnd(this.#scroller)
    } else this.#holdStill(this.#scroller, items)
    this.#update()
  }

  /** What is read stays where it is, whatever has grown above it. */
  #holdStill(scroller: HTMLElement, items: readonly Item[]): void {
    const { top } = scroller.getBoundingClientRect()
    let shift = 0
    const placed = items.map((item) => ({ ...item, ...bottomOf(item) }))
    for (const { key, height, bottom } of placed.toSorted(byPlace)) {
      const grown = this.#list.measure(key, height)
      // It was whole above the view: whatever it gained pushed the view down.
      if (bottom - shift - grown <= top) shift += grown
    }
    if (shift !== 0) scroller.scrollTop += shift
  }

  #onFocus({ target }: FocusEvent): void {
    this.#focusedKey = target instanceof Element ? keyOf(target) : null
  }

  /** On paper there is no scrolling: all of it is drawn. */
  #print(isPrinting: boolean): void {
    this.#isPrinting = isPrinting
    flushSync(() => this.#update())
  }
}

/** Most browsers have gone there by themselves, which spares them another look at the page: MessageLog's last element. */
function goToEnd(scroller: HTMLElement): void {
  const { scrollTop, scrollHeight, clientHeight } = scroller
  if (scrollHeight - clientHeight - scrollTop >= 1) scroller.scrollTop = scrollHeight
}

interface Item {
  key: string
  height: number
  element: HTMLElement
}

function toItem({ target, borderBoxSize }: ResizeObserverEntry): Item[] {
  if (!(target instanceof HTMLElement) || !target.isConnected) return []
  const { key } = target.dataset
  if (key === undefined) return []
  return [{ key, height: borderBoxSize[0]?.blockSize ?? 0, element: target }]
}

const bottomOf = ({ element }: Item) => ({ bottom: element.getBoundingClientRect().bottom })

const byPlace = (a: { bottom: number }, b: { bottom: number }) => a.bottom - b.bottom

function keyOf(element: Element): string | null {
  return element.closest<HTMLElement>('[data-key]')?.dataset.key ?? null
}

function isSame(one: Drawn, other: Drawn): boolean {
  return (
    one.gapAfter === other.gapAfter &&
    one.isWhole === other.isWhole &&
    one.stretches.length === other.stretches.length &&
    one.stretches.every(({ start, end, gap }, at) => {
      const twin = other.stretches[at]
      return start === twin?.start && end === twin.end && gap === twin.gap
    })
  )
}
