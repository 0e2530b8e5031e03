import { createElement, memo, type ReactNode } from 'react'
import { CodeBlock } from '../ui/CodeBlock.tsx'
import { Icon } from '../ui/Icon.tsx'
import type { Block, InlineText, ListItem } from './blocks.ts'
import { directionOf } from './direction.ts'
import type { Drawing } from './drawing.ts'
import { InlineContent } from './InlineContent.tsx'
import { Diagram } from './diagram/Diagram.tsx'
import { Maths } from './maths/Maths.tsx'
import { MarkdownTable } from './MarkdownTable.tsx'

interface BlockProps<Type extends Block['type']> {
  block: Extract<Block, { type: Type }>
  drawing: Drawing
}

interface BlockContentProps {
  block: Block
  drawing: Drawing
  /** Of a heading at the top of the document; one in a list or a quotation has no place in the outline. */
  level?: number
}

/** Draws one block. A definition draws nothing; footnotes are drawn at the end of the document. */
export function BlockContent({ block, drawing, level }: BlockContentProps): ReactNode {
  switch (block.type) {
    case 'paragraph':
      return <p {...directed(block.text)}>{drawText(block.text, drawing)}</p>
    case 'heading':
      return <Heading block={block} drawing={drawing} level={level} />
    case 'code':
      return <Code block={block} drawing={drawing} />
    case 'quote':
      return (
        <blockquote dir={directionOf(block.raw)}>{drawBlocks(block.blocks, drawing)}</blockquote>
      )
    case 'list':
      return <List block={block} drawing={drawing} />
    case 'table':
      return <MarkdownTable table={block} drawing={drawing} />
    case 'maths':
      return <Maths drawing={drawing} isBlock isDisplay source={block.raw} tex={block.tex} />
    case 'rule':
      return <hr />
    case 'definition':
    case 'footnote':
    case 'space':
    default:
      return null
  }
}

export function drawBlocks(blocks: Block[], drawing: Drawing): ReactNode {
  return blocks.map((block, at) => <BlockContent key={at} block={block} drawing={drawing} />)
}

const directed = ({ source }: InlineText) => ({ dir: directionOf(source) })

const drawText = (text: InlineText, drawing: Drawing) => (
  <InlineContent text={text} drawing={drawing} />
)

interface HeadingProps extends BlockProps<'heading'> {
  level: number | undefined
}

function Heading({ block: { depth, text }, drawing, level }: HeadingProps) {
  const properties = { ...directed(text), 'data-depth': depth }
  const name = level === undefined ? 'p' : `h${level}`
  return createElement(name, properties, drawText(text, drawing))
}

function Code({ block, drawing: { labels } }: BlockProps<'code'>) {
  const { code, language, isClosed } = block
  const asCode = (
    <CodeBlock
      code={code}
      language={language}
      isComplete={isClosed}
      labels={{
        copy: labels.copyCode,
        copied: labels.codeCopied,
        name: labels.codeIn,
        tools: labels.codeTools,
      }}
    />
  )
  if (language !== 'mermaid' || !isClosed) return asCode
  return (
    <Diagram labels={labels} source={code}>
      {asCode}
    </Diagram>
  )
}

function List({ block: { raw, start, isLoose, items }, drawing }: BlockProps<'list'>) {
  const properties = {
    dir: directionOf(raw),
    ...(items.some((item) => item.isDone !== undefined) && { className: 'md-tasks' }),
  }
  const children = items.map((item, at) => (
    <MemoItem key={at} item={item} isLoose={isLoose} drawing={drawing} />
  ))
  if (start === undefined) return <ul {...properties}>{children}</ul>
  return (
    <ol {...properties} start={start}>
      {children}
    </ol>
  )
}

interface ItemProps {
  item: ListItem
  isLoose: boolean
  drawing: Drawing
}

/** Drawn again only when its own text or the drawing changed: a list of a hundred items may be growing. */
const MemoItem = memo(function Item({ item, isLoose, drawing }: ItemProps) {
  const isTask = item.isDone !== undefined
  return (
    <li {...(isTask && { className: 'md-task' })}>
      {isTask && <TaskMark isDone={item.isDone === true} drawing={drawing} />}
      {item.blocks.map((block, at) => (
        <ItemBlock key={at} block={block} isLoose={isLoose} drawing={drawing} />
      ))}
    </li>
  )
})

function ItemBlock({
  block,
  isLoose,
  drawing,
}: {
  block: Block
  isLoose: boolean
  drawing: Drawing
}) {
  if (block.type !== 'paragraph' || isLoose) return <BlockContent block={block} drawing={drawing} />
  return (
    <span className="md-line" {...directed(block.text)}>
      {drawText(block.text, drawing)}
    </span>
  )
}

function TaskMark({ isDone, drawing: { labels } }: { isDone: boolean; drawing: Drawing }) {
  // Not a disabled checkbox: it is a statement, and a copied answer must not say it twice.
  const said = { role: 'img', 'aria-label': isDone ? labels.taskDone : labels.taskOpen }
  return (
    <span className="md-task-mark" {...said}>
      {isDone && <Icon name="check" size={14} />}
    </span>
  )
}
