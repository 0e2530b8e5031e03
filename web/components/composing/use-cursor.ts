import { useSyncExternalStore } from 'react'

/** Where the cursor stands in a text field, as it moves. */
export function useCursor(fieldId: string): number {
  const read = () => document.querySelector<HTMLTextAreaElement>(`#${fieldId}`)?.selectionStart ?? 0
  return useSyncExternalStore((listener) => {
    // The second one where a browser does not tell of text fields by the first.
    document.addEventListener('selectionchange', listener)
    document.addEventListener('input', listener)
    return () => {
      document.removeEventListener('selectionchange', listener)
      document.removeEventListener('input', listener)
    }
  }, read)
}
