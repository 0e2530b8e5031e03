import { Trans } from '@lingui/react/macro'
import { useEffect } from 'react'
import { Button } from '../../ui/Button.tsx'

/** Until the next click on the page, which does nothing but say which text is meant. Escape ends it. */
export function PickText({ onPick }: { onPick: (text: string | null) => void }) {
  useEffect(() => {
    function onClick(event: MouseEvent) {
      const { target } = event
      if (!(target instanceof Element) || target.closest('[data-picking]')) return
      event.preventDefault()
      event.stopImmediatePropagation()
      onPick(textOf(target))
    }
    function onKey(event: KeyboardEvent) {
      if (event.key === 'Escape') onPick(null)
    }
    document.addEventListener('click', onClick, true)
    document.addEventListener('keydown', onKey, true)
    document.documentElement.style.cursor = 'crosshair'
    return () => {
      document.removeEventListener('click', onClick, true)
      document.removeEventListener('keydown', onKey, true)
      document.documentElement.style.cursor = ''
    }
  }, [onPick])
  return (
    <output
      className="fixed inset-x-4 bottom-4 z-50 mx-auto flex max-w-md items-center justify-between gap-3 rounded-lg border border-line bg-raised p-3 text-sm text-ink shadow-lg"
      data-picking=""
    >
      <Trans>Click the text that you would write differently.</Trans>
      <Button onClick={() => onPick(null)}>
        <Trans>Cancel</Trans>
      </Button>
    </output>
  )
}

/** What one sees of an element, or hears of it. */
function textOf(element: Element): string {
  const own = element.textContent.trim()
  if (own !== '' && own.length < 500) return own
  const named = element.closest('[aria-label], [title], [placeholder]')
  for (const name of ['aria-label', 'title', 'placeholder']) {
    const value = named?.getAttribute(name)
    if (value) return value
  }
  return own.slice(0, 500)
}
