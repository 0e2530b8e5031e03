import type { ChatEvent } from '../conversation.ts'
import {
  signatureOf,
  writeAnnotation,
  writeReasoning,
  writeText,
  type CallItem,
  type ItemStatus,
  type MessageItem,
  type OutputItem,
  type OutputText,
  type ReasoningItem,
} from './output-items.ts'

type ContentEvent = Extract<
  ChatEvent,
  { type: 'text' | 'refusal' | 'reasoning' | 'tool-call' | 'citation' }
>

export interface ItemWriterOptions {
  emit: (type: string, fields: object) => string
  nextId: (kind: string) => string
  wantsSummary: boolean
}

export interface ItemWriter {
  /** The items that are done. */
  output: OutputItem[]
  write(event: ContentEvent): string
  /** Ends the item that is open. */
  close(status: ItemStatus): string
}

/** The item that is being written: pieces are added to it until one of another part comes. */
interface OpenItem {
  kind: 'message' | 'reasoning' | 'tool-call'
  part: number
  add(event: ContentEvent): string
  close(status: ItemStatus): string
}

export function createItemWriter(options: ItemWriterOptions): ItemWriter {
  const output: OutputItem[] = []
  let open: OpenItem | null = null
  const close = (status: ItemStatus): string => {
    const said = open?.close(status) ?? ''
    open = null
    return said
  }
  return {
    output,
    write(event) {
      const kind = event.type === 'reasoning' || event.type === 'tool-call' ? event.type : 'message'
      // A message goes on over several parts; thoughts and calls are one item each.
      const isSame = open?.kind === kind && (kind === 'message' || open.part === event.part)
      if (open && isSame) return open.add(event)
      if (event.type === 'citation') return ''
      const before = close('completed')
      const context = {
        ...options,
        index: output.length,
        done: (item: OutputItem) => output.push(item),
      }
      open = OPENERS[kind](context, event.part)
      return before + open.add(event)
    },
    close,
  }
}

interface ItemContext extends ItemWriterOptions {
  /** `output_index`. */
  index: number
  done: (item: OutputItem) => void
}

const OPENERS = { message: openMessage, reasoning: openReasoning, 'tool-call': openCall }

function openMessage(context: ItemContext, firstPart: number): OpenItem {
  const { emit, index, done } = context
  const id = context.nextId('msg')
  const item: MessageItem = {
    type: 'message',
    id,
    status: 'in_progress',
    role: 'assistant',
    content: [],
  }
  let before = emit('response.output_item.added', { output_index: index, item })
  let part = firstPart
  let content: MessageItem['content'][number] | null = null
  const place = () => ({ item_id: id, output_index: index, content_index: item.content.length })
  const closeContent = (): string => {
    if (!content) return ''
    const at = place()
    const isText = content.type === 'output_text'
    const said = isText
      ? emit('response.output_text.done', { ...at, text: textOf(content), logprobs: [] })
      : emit('response.refusal.done', { ...at, refusal: textOf(content) })
    const whole = emit('response.content_part.done', { ...at, part: content })
    item.content.push(content)
    content = null
    return said + whole
  }
  const openContent = (type: 'text' | 'refusal'): string => {
    content = type === 'text' ? writeText('') : { type: 'refusal', refusal: '' }
    return emit('response.content_part.added', { ...place(), part: { ...content } })
  }
  return {
    kind: 'message',
    part,
    add(event) {
      const opening = before
      before = ''
      if (event.type === 'citation')
        return opening + annotate(content, event.value, { ...place(), emit })
      if (event.type !== 'text' && event.type !== 'refusal') return opening
      const isOther = content === null || part !== event.part || typeOf(content) !== event.type
      part = event.part
      const switched = isOther ? closeContent() + openContent(event.type) : ''
      if (content?.type === 'refusal') content.refusal += event.text
      else if (content) content.text += event.text
      const logprobs = event.type === 'text' ? { logprobs: logprobsOf(event.logprobs) } : {}
      const name = event.type === 'text' ? 'response.output_text.delta' : 'response.refusal.delta'
      return `${opening}${switched}${emit(name, { ...place(), delta: event.text, ...logprobs })}`
    },
    close(status) {
      const said = closeContent()
      item.status = status
      done(item)
      return said + emit('response.output_item.done', { output_index: index, item })
    },
  }
}

function textOf(content: MessageItem['content'][number]): string {
  return content.type === 'refusal' ? content.refusal : content.text
}

function typeOf(content: MessageItem['content'][number] | null): 'text' | 'refusal' {
  return content?.type === 'refusal' ? 'refusal' : 'text'
}

function annotate(
  content: MessageItem['content'][number] | null,
  value: unknown,
  { emit, ...place }: Pick<ItemContext, 'emit'>,
): string {
  const annotation = writeAnnotation(value)
  if (content?.type !== 'output_text' || !annotation) return ''
  content.annotations.push(annotation)
  const annotation_index = content.annotations.length - 1
  return emit('response.output_text.annotation.added', { ...place, annotation_index, annotation })
}

/** Chat completions wrap them; here they stand alone. */
function logprobsOf(said: unknown): OutputText['logprobs'] {
  if (Array.isArray(said)) return said
  const content: unknown = typeof said === 'object' && said && 'content' in said && said.content
  return Array.isArray(content) ? content : []
}

function openReasoning(context: ItemContext, part: number): OpenItem {
  const { emit, index, done, wantsSummary } = context
  const id = context.nextId('rs')
  const thought: { text: string; signature?: string; encrypted?: string } = { text: '' }
  const kind = wantsSummary ? 'reasoning_summary_text' : 'reasoning_text'
  const at = {
    item_id: id,
    output_index: index,
    ...(wantsSummary ? { summary_index: 0 } : { content_index: 0 }),
  }
  const piece = (text: string) => ({ type: wantsSummary ? 'summary_text' : 'reasoning_text', text })
  const partEvent = wantsSummary ? 'response.reasoning_summary_part' : 'response.content_part'
  let before = emit('response.output_item.added', {
    output_index: index,
    item: { ...writeReasoning(thought, id, wantsSummary), status: 'in_progress' },
  })
  return {
    kind: 'reasoning',
    part,
    add(event) {
      if (event.type !== 'reasoning') return ''
      const opening = before
      before = ''
      if (event.signature !== undefined)
        thought.signature = (thought.signature ?? '') + event.signature
      if (event.encrypted !== undefined) thought.encrypted = event.encrypted
      if (event.text === '') return opening
      const added =
        thought.text === '' ? emit(`${partEvent}.added`, { ...at, part: piece('') }) : ''
      thought.text += event.text
      return `${opening}${added}${emit(`response.${kind}.delta`, { ...at, delta: event.text })}`
    },
    close(status) {
      const { text } = thought
      const said =
        text === ''
          ? ''
          : emit(`response.${kind}.done`, { ...at, text }) +
            emit(`${partEvent}.done`, { ...at, part: piece(text) })
      const item: ReasoningItem = { ...writeReasoning(thought, id, wantsSummary), status }
      done(item)
      return said + emit('response.output_item.done', { output_index: index, item })
    },
  }
}

function openCall(context: ItemContext, part: number): OpenItem {
  const { emit, index, done, nextId } = context
  const id = nextId('fc')
  const at = { item_id: id, output_index: index }
  let item: CallItem | undefined
  return {
    kind: 'tool-call',
    part,
    add(event) {
      if (event.type !== 'tool-call') return ''
      let opening = ''
      if (!item) {
        item = {
          type: 'function_call',
          id,
          status: 'in_progress',
          call_id: event.id || nextId('call'),
          name: event.name ?? '',
          arguments: '',
        }
        opening = emit('response.output_item.added', { output_index: index, item })
      }
      if (event.signature !== undefined) Object.assign(item, signatureOf(event.signature))
      if (event.arguments === '') return opening
      item.arguments += event.arguments
      const delta = { ...at, delta: event.arguments }
      return opening + emit('response.function_call_arguments.delta', delta)
    },
    close(status) {
      if (!item) return ''
      const whole = { ...at, name: item.name, arguments: item.arguments }
      const said = emit('response.function_call_arguments.done', whole)
      item.status = status
      done(item)
      return said + emit('response.output_item.done', { output_index: index, item })
    },
  }
}
