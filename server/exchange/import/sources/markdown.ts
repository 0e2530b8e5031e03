import { TEXT_LANGUAGES, findTexts } from '../../texts/export-texts.ts'
import { nameOf, textOf } from '../fields.ts'
import { NO_NODE, type Reading, type SourceNode } from '../imported.ts'
import { hashOf, makeReading } from '../make-reading.ts'

const ASKS = [
  'user',
  'you',
  'human',
  'me',
  'prompt',
  'question',
  'vous',
  'du',
  'sie',
  'ich',
  'tu',
  'usuario',
  'utilisateur',
  'benutzer',
  'nutzer',
]
const ANSWERS = [
  'assistant',
  'chatgpt',
  'claude',
  'ai',
  'answer',
  'response',
  'le chat',
  'mistral',
  'gemini',
  'copilot',
  'model',
  'bot',
  'librechat',
]

/**
 * A text of Markdown whose headings, or bold lines, say who speaks: ours, and those of many programs that write such files.
 * One that says nothing of the kind is a question, whole.
 */
export function readMarkdownFile(source: string, fileName: string): Reading {
  const text = textOf(source)
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n')
  const names = speakers()
  const nodes: SourceNode[] = []
  let title = ''
  let lines: string[] = []
  const flush = () => {
    const last = nodes.at(-1)
    if (last) last.text = withoutLabel(lines.join('\n')).trim()
    lines = []
  }
  let fence = ''
  for (const line of text.split('\n')) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1] ?? ''
    if (mark !== '' && (fence === '' || mark.startsWith(fence))) fence = fence === '' ? mark : ''
    const role = fence === '' ? speakerOf(line, names) : undefined
    if (role) {
      flush()
      nodes.push(nodeOf(nodes.length, role))
    } else if (nodes.length === 0 && title === '' && line.startsWith('# ')) title = line.slice(2)
    else lines.push(line)
  }
  if (nodes.length === 0) nodes.push(nodeOf(0, 'user'))
  flush()
  return makeReading(
    {
      source: 'markdown',
      sourceId: hashOf(text),
      title: nameOf(title) || nameOf(fileName.replace(/\.\w+$/, '')),
      createdMs: null,
      updatedMs: null,
      modelId: null,
      folder: null,
      isPinned: false,
      isArchived: false,
    },
    nodes,
  )
}

function nodeOf(at: number, kind: 'user' | 'assistant'): SourceNode {
  return { ...NO_NODE, id: String(at), parentId: at === 0 ? null : String(at - 1), kind }
}

let known: Map<string, 'user' | 'assistant'> | undefined

/** Also in every language in which we write such files. */
function speakers(): Map<string, 'user' | 'assistant'> {
  if (known) return known
  const all = new Map<string, 'user' | 'assistant'>()
  for (const lang of TEXT_LANGUAGES) {
    const { texts } = findTexts([lang])
    all.set(texts.question.toLowerCase(), 'user')
    all.set(texts.answer.toLowerCase(), 'assistant')
  }
  for (const name of ASKS) all.set(name, 'user')
  for (const name of ANSWERS) all.set(name, 'assistant')
  return (known = all)
}

/** `## Question · 22 November`, `**You:**`, `### ChatGPT`. */
function speakerOf(line: string, names: ReadonlyMap<string, 'user' | 'assistant'>) {
  const heading = /^#{1,6} +(.{1,200})$/.exec(line)?.[1]
  const bold = /^\*\*([^*]{1,40})\*\*:?\s*$/.exec(line)?.[1]
  const said = (heading ?? bold ?? '').split(' · ')[0] ?? ''
  return names.get(
    said
      .replace(/[:：]\s*$/, '')
      .replaceAll('*', '')
      .trim()
      .toLowerCase(),
  )
}

/** The line with which our own exports end an answer. */
function withoutLabel(text: string): string {
  return text.replace(/\n— [^\n]{1,600}\s*$/, '')
}
