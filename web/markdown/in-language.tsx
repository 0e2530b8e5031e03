import type { ReactElement } from 'react'

const RIGHT_TO_LEFT = /^(?:ar|fa|he|iw|ur|yi)\b/

/** The block in its own voice (WCAG 3.1.2); it keeps its place among its neighbours, so the wrapper has no box. */
export function inLanguage(lang: string | undefined, block: ReactElement): ReactElement {
  if (lang === undefined) return block
  return (
    <div
      className="contents"
      dir={RIGHT_TO_LEFT.test(lang) ? 'rtl' : 'ltr'}
      key={block.key}
      lang={lang}
    >
      {block}
    </div>
  )
}
