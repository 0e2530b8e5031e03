import { useEffect, useRef, useState, type ReactNode, type RefObject } from 'react'
import { Icon } from '../../ui/Icon.tsx'
import { saveFile } from '../../ui/save-file.ts'
import type { DiagramLabels } from '../labels.ts'
import { readFrameMessage } from './frame-messages.ts'
import { useIsDark } from './use-is-dark.ts'

/** A diagram that takes longer is given up: a drawing program may run in circles. */
const PATIENCE_MS = 20_000
const MAX_HEIGHT_PX = 4_000

interface DiagramFrameProps {
  source: string
  labels: DiagramLabels
  onFailure: (reason: string) => void
  children: ReactNode
}

/**
 * The drawing, in a frame of an origin of its own, without network, storage or a way out. What comes back from there is
 * a height and a file to keep; none of it becomes part of this page.
 */
export function DiagramFrame({ source, labels, onFailure, children }: DiagramFrameProps) {
  const frame = useRef<HTMLIFrameElement>(null)
  const drawing = useDrawing(frame, source, onFailure)
  return (
    <figure className="md-diagram" dir="ltr">
      <iframe
        ref={frame}
        referrerPolicy="no-referrer"
        sandbox="allow-scripts"
        src="/diagram/frame.html"
        style={{ height: Math.min(drawing?.height ?? 0, MAX_HEIGHT_PX) }}
        title={labels.name}
      />
      {!drawing && <p className="md-diagram-wait">{labels.drawing}</p>}
      <figcaption>
        <details>
          <summary>{labels.showSource}</summary>
          {children}
        </details>
        {drawing && (
          <>
            <button
              type="button"
              onClick={() => saveFile('diagram.svg', drawing.svg, 'image/svg+xml')}
            >
              <Icon name="download" />
              {labels.saveSvg}
            </button>
            <button
              type="button"
              onClick={() => frame.current?.contentWindow?.postMessage({ type: 'png' }, '*')}
            >
              <Icon name="download" />
              {labels.savePng}
            </button>
          </>
        )}
      </figcaption>
    </figure>
  )
}

interface Drawing {
  svg: string
  height: number
}

/** What the frame has drawn; undefined: nothing yet. */
function useDrawing(
  frame: RefObject<HTMLIFrameElement | null>,
  source: string,
  onFailure: (reason: string) => void,
): Drawing | undefined {
  const isDark = useIsDark()
  const [drawing, setDrawing] = useState<Drawing>()
  const fail = useRef(onFailure)
  useEffect(() => {
    fail.current = onFailure
  })
  useEffect(() => {
    const target = frame.current
    if (!target) return undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    function ask() {
      const theme = isDark ? 'dark' : 'light'
      target?.contentWindow?.postMessage({ type: 'draw', source, theme }, '*')
      clearTimeout(timer)
      timer = setTimeout(() => fail.current(''), PATIENCE_MS)
    }
    function listen(event: MessageEvent<unknown>) {
      if (event.source === null || event.source !== target?.contentWindow) return
      const message = readFrameMessage(event.data)
      if (message?.type === 'ready') ask()
      if (message?.type === 'drawn' || message?.type === 'failed') clearTimeout(timer)
      if (message?.type === 'failed') fail.current(message.reason)
      if (message?.type === 'drawn') setDrawing(message)
      if (message?.type === 'height') {
        setDrawing((before) => before && { ...before, height: message.height })
      }
      if (message?.type === 'png') saveFile('diagram.png', message.bytes, 'image/png')
    }
    window.addEventListener('message', listen)
    // It may be there already, and have said so.
    ask()
    return () => {
      clearTimeout(timer)
      window.removeEventListener('message', listen)
    }
  }, [frame, source, isDark])
  return drawing
}
