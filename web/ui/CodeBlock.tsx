import { useEffect, useState } from 'react'
import { copyText } from './copy-text.ts'
import { findHighlight, highlight } from './highlight/highlight.ts'
import type { HighlightSpan } from './highlight/spans.ts'
import { Icon } from './Icon.tsx'

const COPIED_SHOWN_MS = 2000
/** What scrolls must be reachable by keyboard (WCAG 2.1.1); a group, since a long answer has too many for landmarks. */
const REACHABLE = { tabIndex: 0, role: 'group' }

export interface CodeBlockLabels {
  copy: string
  copied: string
  /** Names the block for assistive technology. `language` is '' where none is named. */
  name: (language: string) => string
}

interface CodeBlockProps {
  code: string
  /** As the author called it; '' for none. */
  language: string
  /** False while more lines are to come: colours wait for the end, so that they never flicker. */
  isComplete: boolean
  labels: CodeBlockLabels
}

/** Code with its language, a copy button and, once it is complete, colours. */
export function CodeBlock({ code, language, isComplete, labels }: CodeBlockProps) {
  const spans = useHighlight(code, language, isComplete)
  return (
    <figure className="code-block" dir="ltr">
      <figcaption>
        <span className="code-block-language">{language}</span>
        <CopyButton text={code} labels={labels} />
      </figcaption>
      <div className="code-block-scroll" {...REACHABLE} aria-label={labels.name(language)}>
        <pre>
          <code>{spans ? spans.map(drawSpan) : drawSpan({ text: code, scope: '' }, 0)}</code>
        </pre>
      </div>
    </figure>
  )
}

function useHighlight(code: string, language: string, isComplete: boolean) {
  const [drawn, setDrawn] = useState<{ code: string; spans: HighlightSpan[] | undefined }>()
  useEffect(() => {
    if (!isComplete || language === '' || findHighlight(code, language)) return undefined
    let isCurrent = true
    void highlight(code, language).then((spans) => isCurrent && setDrawn({ code, spans }))
    return () => {
      isCurrent = false
    }
  }, [code, language, isComplete])
  if (!isComplete) return undefined
  return drawn?.code === code ? drawn.spans : findHighlight(code, language)
}

// Characters that turn a line of code around make it say what it does not do (CVE-2021-42574): they are shown by name.
const TURNING = /([\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069])/

function drawSpan({ text, scope }: HighlightSpan, key: number) {
  const content = TURNING.test(text) ? text.split(TURNING).map(drawTurning) : text
  if (scope === '') return content
  return (
    <span key={key} className={`code-${scope}`}>
      {content}
    </span>
  )
}

function drawTurning(part: string, key: number) {
  if (!TURNING.test(part)) return part
  const name = (part.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
  return (
    <mark key={key} className="code-turning">
      {`U+${name}`}
    </mark>
  )
}

function CopyButton({ text, labels }: { text: string; labels: CodeBlockLabels }) {
  const [isCopied, setIsCopied] = useState(false)
  useEffect(() => {
    if (!isCopied) return undefined
    const timer = setTimeout(() => setIsCopied(false), COPIED_SHOWN_MS)
    return () => clearTimeout(timer)
  }, [isCopied])
  return (
    <button type="button" onClick={() => void copyText(text).then(setIsCopied)}>
      <Icon name={isCopied ? 'check' : 'copy'} />
      <span aria-live="polite">{isCopied ? labels.copied : labels.copy}</span>
    </button>
  )
}
