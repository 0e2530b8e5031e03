import { useLayoutEffect } from 'react'

/** The id under which React Aria looks whether its style sheet is in the page already. */
const STYLE_ID = 'react-aria-pressable-style'

/**
 * Keeps React Aria from writing a style sheet into the page, which the page's policy refuses and reports. Its one rule is
 * in controls.css. A layout effect, for it must come before the effects of what is inside.
 */
export function useAriaStyles(): void {
  useLayoutEffect(() => {
    if (document.querySelector(`#${STYLE_ID}`)) return
    const mark = document.createElement('meta')
    mark.id = STYLE_ID
    document.head.append(mark)
  }, [])
}
