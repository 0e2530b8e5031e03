import { useEffect, useMemo, useState } from 'react'
import { codeFileName } from './code-file.ts'
import { CopyTextButton } from './CopyTextButton.tsx'
import { findHighlight, highlight } from './highlight/highlight.ts'
import type { HighlightSpan } from './highlight/spans.ts'
import { Icon } from './Icon.tsx'
import { saveFile } from './save-file.ts'

/** Code of more lines than this is folded where it stands whole at once; what streams in stays open. */
const MAX_OPEN_LINES = 40
/** So few lines nobody counts. */
const MIN_COUNTED_LINES = 4
/** What scrolls must be reachable by keyboard (WCAG 2.1.1); a group, since a long answer has too many for landmarks. */
const REACHABLE = { tabIndex: 0, role: 'group' }

export interface CodeBlockLabels {
  copy: string
  copied: string
  /** Names the block for assistive technology. `language` is '' where none is named. */
  name: (language: string) => string
  /** What else may be done with it; absent: nothing. */
  tools?: CodeToolLabels
}

export interface CodeToolLabels {
  wrap: string
  download: string
  showAll: (lineCount: number) => string
  showLess: string
}

interface CodeBlockProps {
  code: string
  /** As the author called it; '' for none. */
  language: string
  /** False while more lines are to come: colours wait for the end, so that they never flicker. */
  isComplete: boolean
  labels: CodeBlockLabels
}

/** Code with its language, what can be done with it and, once it is complete, colours. */
export function CodeBlock({ code, language, isComplete, labels }: CodeBlockProps) {
  const spans = useHighlight(code, language, isComplete)
  const { tools } = labels
  const lineCount = useMemo(() => code.split('\n').length, [code])
  const [isFolded, setIsFolded] = useState(isComplete && lineCount > MAX_OPEN_LINES)
  const [isWrapped, setIsWrapped] = useState(false)
  const canFold = tools !== undefined && isComplete && lineCount > MAX_OPEN_LINES
  const isCounted = tools !== undefined && !isWrapped && lineCount >= MIN_COUNTED_LINES
  return (
    <figure
      className="code-block"
      dir="ltr"
      {...(canFold && isFolded && { 'data-folded': '' })}
      {...(isWrapped && { 'data-wrapped': '' })}
    >
      <figcaption>
        <span className="code-block-language">{language}</span>
        {tools && <CodeTools {...{ code, language, isWrapped, setIsWrapped, labels: tools }} />}
        <CopyTextButton copied={labels.copied} label={labels.copy} text={code} />
      </figcaption>
      <div className="code-block-scroll" {...REACHABLE} aria-label={labels.name(language)}>
        <pre {...(isCounted && { 'data-lines': lineNumbers(lineCount) })}>
          <code>{spans ? spans.map(drawSpan) : drawSpan({ text: code, scope: '' }, 0)}</code>
        </pre>
      </div>
      {canFold && (
        <button
          type="button"
          className="code-block-fold"
          aria-expanded={!isFolded}
          onClick={() => setIsFolded(!isFolded)}
        >
          <Icon name="chevron-down" size={16} />
          {isFolded ? tools.showAll(lineCount) : tools.showLess}
        </button>
      )}
    </figure>
  )
}

interface CodeToolsProps {
  code: string
  language: string
  isWrapped: boolean
  setIsWrapped: (isWrapped: boolean) => void
  labels: CodeToolLabels
}

function CodeTools({ code, language, isWrapped, setIsWrapped, labels }: CodeToolsProps) {
  return (
    <>
      <button
        type="button"
        aria-label={labels.wrap}
        aria-pressed={isWrapped}
        title={labels.wrap}
        onClick={() => setIsWrapped(!isWrapped)}
      >
        <Icon name="wrap" />
      </button>
      <button
        type="button"
        aria-label={labels.download}
        title={labels.download}
        onClick={() => saveFile(codeFileName(code, language), code, 'text/plain;charset=utf-8')}
      >
        <Icon name="download" />
      </button>
    </>
  )
}

/** Drawn by the style sheet, so that nobody copies them and no voice reads them. */
function lineNumbers(count: number): string {
  return Array.from({ length: count }, (_, at) => at + 1).join('\n')
}

function useHighlight(code: string, language: string, isComplete: boolean) {
  const [drawn, setDrawn] = useState<{ code: string; spans: HighlightSpan[] | undefined }>()
  // The same while it grows, so that nothing follows a line more.
  const wanted = isComplete && language !== '' ? code : ''
  useEffect(() => {
    if (wanted === '' || findHighlight(wanted, language)) return undefined
    let isCurrent = true
    void highlight(wanted, language).then((spans) => isCurrent && setDrawn({ code: wanted, spans }))
    return () => {
      isCurrent = false
    }
  }, [wanted, language])
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
