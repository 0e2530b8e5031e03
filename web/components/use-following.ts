import { useCallback, useEffect, useRef, useState } from 'react'

/** This close to the end counts as the end. */
const SLACK_PX = 48

/**
 * Keeps a scrolling box at its end while its content grows, but only as long as the reader is at the end: who scrolls up is
 * left alone until they come back down or jump. Give `box` to what scrolls and `content` to what grows.
 */
export function useFollowing() {
  const box = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const isFollowing = useRef(true)
  const [isAtEnd, setIsAtEnd] = useState(true)

  const jumpToEnd = useCallback(() => {
    isFollowing.current = true
    setIsAtEnd(true)
    if (box.current) box.current.scrollTop = box.current.scrollHeight
  }, [])

  /** Content is about to be drawn above what is in view: that stays where it is. */
  const keepPlace = useCallback(() => {
    const scroller = box.current
    if (!scroller) return
    const fromEnd = scroller.scrollHeight - scroller.scrollTop
    requestAnimationFrame(() => {
      scroller.scrollTop = scroller.scrollHeight - fromEnd
    })
  }, [])

  useEffect(() => {
    const scroller = box.current
    const grower = content.current
    if (!scroller || !grower) return undefined
    let lastTop = scroller.scrollTop

    function onScroll() {
      if (!scroller) return
      const { scrollTop, scrollHeight, clientHeight } = scroller
      const isEnd = scrollHeight - scrollTop - clientHeight < SLACK_PX
      // Growth alone leaves the place where it is; only a move upwards is the reader's.
      if (isEnd) isFollowing.current = true
      else if (scrollTop < lastTop) isFollowing.current = false
      lastTop = scrollTop
      setIsAtEnd(isEnd || isFollowing.current)
    }
    function follow() {
      if (scroller && isFollowing.current) scroller.scrollTop = scroller.scrollHeight
    }

    const observer = new ResizeObserver(follow)
    observer.observe(grower)
    observer.observe(scroller)
    scroller.addEventListener('scroll', onScroll, { passive: true })
    return () => {
      observer.disconnect()
      scroller.removeEventListener('scroll', onScroll)
    }
  }, [])

  return { box, content, isAtEnd, jumpToEnd, keepPlace }
}
