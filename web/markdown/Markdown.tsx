import { memo, useId, useMemo, useState } from 'react'
import { BlockContent } from './BlockContent.tsx'
import { type DocumentBlock, MAX_MARKDOWN_CHARS } from './document.ts'
import { createDocumentReader, GROUP_BLOCKS, isSameList } from './document-reader.ts'
import type { CitedSources, Drawing } from './drawing.ts'
import { FootnoteList } from './FootnoteList.tsx'
import type { MarkdownLabels } from './labels.ts'
import { outlineLevels } from './outline.ts'
import { inLanguage } from './in-language.tsx'
import { languagesOf, type Passage } from './passages.ts'
import { referenceKey } from './references.ts'

export interface MarkdownProps {
  /** All of the text so far: append to it and render again. */
  text: string
  labels: MarkdownLabels
  /** The language of the text (BCP 47), so that a screen reader changes its voice. */
  lang?: string | undefined
  dir?: 'ltr' | 'rtl' | 'auto' | undefined
  /** True while more is to come: what is still open at the end is then shown as if it were closed. */
  isStreaming?: boolean
  /** The level of the first heading: one below that of the message. */
  headingLevel?: number
  /** What numbers in brackets stand for: the same object until that changes. */
  sources?: CitedSources | undefined
  /** What is in another language than the text, in UTF-16 units of it. */
  passages?: readonly Passage[] | undefined
  /** Somebody wants to keep a table: the same function until that changes. Absent: they cannot. */
  onKeepTable?: ((button: HTMLElement) => void) | undefined
}

/** Model output as React elements. Appending draws the last blocks again and nothing else. */
export function Markdown(props: MarkdownProps) {
  const { text, labels, lang, dir, isStreaming = false, headingLevel = 3, sources } = props
  const passages = isStreaming ? undefined : props.passages
  const onKeepTable = isStreaming ? undefined : props.onKeepTable
  const idPrefix = useId()
  const isPlain = text.length > MAX_MARKDOWN_CHARS
  const [read] = useState(createDocumentReader)
  const markdown = isPlain ? '' : text
  const { blocks, groups, references } = useMemo(
    () => read(markdown, isStreaming),
    [read, markdown, isStreaming],
  )
  const drawing = useMemo<Drawing>(
    () => ({ labels, references, idPrefix, sources, onKeepTable }),
    [labels, references, idPrefix, sources, onKeepTable],
  )
  const levels = outlineLevels(blocks, headingLevel)
  const languages = useMemo(
    () => languagesOf(markdown, blocks, passages),
    [markdown, blocks, passages],
  )
  return (
    <div className="md" lang={lang} dir={dir}>
      {isPlain && <p className="md-plain">{text}</p>}
      {groups.map((group, at) => {
        const span = [at * GROUP_BLOCKS, (at + 1) * GROUP_BLOCKS] as const
        return (
          <MemoGroup
            key={at}
            blocks={group}
            drawing={drawing}
            languages={languages.slice(...span)}
            levels={levels.slice(...span)}
          />
        )
      })}
      <FootnoteList drawing={drawing} />
    </div>
  )
}

interface GroupProps {
  blocks: DocumentBlock[]
  drawing: Drawing
  /** Of each block. */
  languages: (string | undefined)[]
  levels: number[]
}

/** Some blocks that follow each other, without an element of their own: a long text has few of these to look at again. */
const MemoGroup = memo(
  function Group({ blocks, drawing, languages, levels }: GroupProps) {
    return blocks.map((block, at) =>
      inLanguage(
        languages[at],
        <MemoBlock
          key={at}
          block={block}
          drawing={drawing}
          level={levels[at]}
          referenceKey={referenceKey(block, drawing.references)}
        />,
      ),
    )
  },
  (previous, next) =>
    previous.blocks === next.blocks &&
    previous.drawing === next.drawing &&
    isSameList(previous.languages, next.languages) &&
    isSameList(previous.levels, next.levels),
)

interface MemoBlockProps {
  block: DocumentBlock
  drawing: Drawing
  level: number | undefined
  referenceKey: string
}

const MemoBlock = memo(
  function MemoBlock({ block, drawing, level }: MemoBlockProps) {
    return <BlockContent block={block.block} drawing={drawing} {...(level && { level })} />
  },
  (previous, next) =>
    previous.block.block === next.block.block &&
    previous.referenceKey === next.referenceKey &&
    previous.drawing.labels === next.drawing.labels &&
    previous.drawing.sources === next.drawing.sources &&
    previous.drawing.onKeepTable === next.drawing.onKeepTable &&
    previous.level === next.level,
)
