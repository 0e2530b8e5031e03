import { useRef, useState } from 'react'

/** What a menu has opened in its place. A menu closes once an action has run: then nothing ends that the action has opened. */
export function usePanel<Name extends string>(onClose: () => void) {
  const [panel, setPanel] = useState<Name | null>(null)
  const hasPanel = useRef(false)

  function show(name: Name) {
    hasPanel.current = true
    setPanel(name)
  }
  function onMenuClose() {
    if (!hasPanel.current) onClose()
  }
  return { panel, show, onMenuClose }
}
