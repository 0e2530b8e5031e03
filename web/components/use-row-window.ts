import { useCallback, useEffect, useRef, useState } from 'react'

/** A list of no more than this is drawn whole: the browser's own search finds all of it. */
const WHOLE_COUNT = 80
/** How far beyond what is in view is drawn, in rows. */
const MARGIN = 12

/**
 * Which rows of a long list are drawn, all of one height: those in view, and the one that has the focus, so that it is not
 * lost when it scrolls away. `box` is the ref of what scrolls, `row` that of one row, to measure it.
 */
export function useRowWindow(count: number, kept: number | null) {
  const scroller = useRef<HTMLDivElement | null>(null)
  const [rowPx, setRowPx] = useState(40)
  const [range, setRange] = useState({ start: 0, end: WHOLE_COUNT })

  const look = useCallback(() => {
    const element = scroller.current
    if (!element) return
    const start = Math.max(0, Math.floor(element.scrollTop / rowPx) - MARGIN)
    const end = Math.ceil((element.scrollTop + element.clientHeight) / rowPx) + MARGIN
    setRange((before) => (before.start === start && before.end === end ? before : { start, end }))
  }, [rowPx])

  useEffect(() => {
    const element = scroller.current
    if (!element) return undefined
    look()
    element.addEventListener('scroll', look, { passive: true })
    const observer = new ResizeObserver(look)
    observer.observe(element)
    return () => {
      element.removeEventListener('scroll', look)
      observer.disconnect()
    }
  }, [look])

  /** The text may be as large as somebody needs it, and become so at any time. */
  const row = useCallback((element: HTMLElement | null) => {
    if (!element) return undefined
    const measure = () => setRowPx(element.offsetHeight || 40)
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])

  const isDrawn = (index: number) =>
    count <= WHOLE_COUNT || index === kept || (index >= range.start && index < range.end)
  const scrollTo = (index: number) => {
    const element = scroller.current
    if (!element) return
    const top = index * rowPx
    if (top < element.scrollTop) element.scrollTop = top
    else if (top + rowPx > element.scrollTop + element.clientHeight)
      element.scrollTop = top + rowPx - element.clientHeight
  }
  return { box: scroller, row, rowPx, isDrawn, scrollTo }
}
