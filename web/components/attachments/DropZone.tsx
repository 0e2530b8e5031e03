import { Trans } from '@lingui/react/macro'
import { useEffect, useRef, useState } from 'react'
import { Icon } from '../../ui/Icon.tsx'

interface DropZoneProps {
  onFiles: (files: readonly File[]) => void
}

/** The whole page takes files that are dropped on it, and says so while they are above it. A dialog keeps what is dropped on it. */
export function DropZone({ onFiles }: DropZoneProps) {
  const [isOver, setIsOver] = useState(false)
  const take = useRef(onFiles)
  useEffect(() => {
    take.current = onFiles
  })

  useEffect(() => {
    let depth = 0
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false
    const count = (event: DragEvent, by: number) => {
      if (!hasFiles(event)) return
      depth = Math.max(0, depth + by)
      setIsOver(depth > 0)
    }
    const listeners = {
      dragenter: (event: DragEvent) => count(event, 1),
      dragleave: (event: DragEvent) => count(event, -1),
      dragover(event: DragEvent) {
        // Else the browser would leave the page and open the file.
        if (hasFiles(event)) event.preventDefault()
      },
      drop(event: DragEvent) {
        depth = 0
        setIsOver(false)
        if (!hasFiles(event) || event.defaultPrevented) return
        event.preventDefault()
        take.current([...(event.dataTransfer?.files ?? [])])
      },
    }
    for (const [name, listener] of Object.entries(listeners)) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- all four names are of drag events
      window.addEventListener(name, listener as EventListener)
    }
    return () => {
      for (const [name, listener] of Object.entries(listeners)) {
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as above
        window.removeEventListener(name, listener as EventListener)
      }
    }
  }, [])

  if (!isOver) return null
  return (
    <div className="pointer-events-none fixed inset-0 z-50 grid place-items-center bg-scrim p-6">
      <p className="flex items-center gap-3 rounded-xl border-2 border-dashed border-sea bg-raised px-8 py-6 font-display text-lg text-ink shadow-lg">
        <Icon name="attach" />
        <Trans>Drop files to attach them</Trans>
      </p>
    </div>
  )
}
