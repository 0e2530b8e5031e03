import { useLingui } from '@lingui/react/macro'
import { useEffect, useState } from 'react'
import { Button } from '../../ui/Button.tsx'
import { useApp } from '../app-context.ts'
import { TRANSLATE_SELECTION } from './language-commands.ts'
import { noteSelection, selectedWords } from './selected-words.ts'

interface Place {
  x: number
  y: number
}

/** Room for the bar at the edges of the window. */
const MARGIN_PX = 8
const WIDTH_PX = 160

/** Beside words that somebody has marked in a message with the mouse: what can be done with them. By keyboard it is a command. */
export function SelectionBar() {
  const { t } = useLingui()
  const { overlay } = useApp()
  const [place, setPlace] = useState<Place | null>(null)

  useEffect(() => {
    function onPointerUp() {
      // The selection is only there once the click has been handled.
      requestAnimationFrame(() => setPlace(selectedWords() === null ? null : placeOfSelection()))
    }
    function onChange() {
      noteSelection()
      if (selectedWords() === null) setPlace(null)
    }
    const hide = () => setPlace(null)
    document.addEventListener('pointerup', onPointerUp)
    document.addEventListener('selectionchange', onChange)
    window.addEventListener('scroll', hide, true)
    window.addEventListener('resize', hide)
    return () => {
      document.removeEventListener('pointerup', onPointerUp)
      document.removeEventListener('selectionchange', onChange)
      window.removeEventListener('scroll', hide, true)
      window.removeEventListener('resize', hide)
    }
  }, [])

  if (!place) return null
  return (
    <div
      className="fixed z-40 rounded-lg border border-line bg-raised p-1 shadow-md print:hidden"
      style={{ left: place.x, top: place.y }}
    >
      <Button
        icon="language"
        look="bare"
        onClick={() => {
          setPlace(null)
          overlay.set(TRANSLATE_SELECTION)
        }}
        // The click must not take the selection away.
        onPointerDown={(event) => event.preventDefault()}
      >
        {t`Translate…`}
      </Button>
    </div>
  )
}

/** Below the last line, within the window. */
function placeOfSelection(): Place | null {
  const selection = window.getSelection()
  if (!selection || selection.rangeCount === 0) return null
  const rectangles = selection.getRangeAt(0).getClientRects()
  const last = rectangles[rectangles.length - 1]
  if (!last) return null
  const x = Math.min(last.right, window.innerWidth - WIDTH_PX - MARGIN_PX)
  const y = Math.min(last.bottom + MARGIN_PX, window.innerHeight - 64)
  return { x: Math.max(MARGIN_PX, x), y: Math.max(MARGIN_PX, y) }
}
