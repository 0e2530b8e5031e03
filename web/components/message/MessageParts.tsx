import type { MessagePart } from '#wire/message-parts.ts'

interface MessagePartsProps {
  parts: readonly MessagePart[]
  /** What stands above the text, or below it. */
  place: 'before' | 'after'
}

/** What a message has beside its text, each type by its own component; types that nobody knows draw nothing. */
export function MessageParts({ parts, place }: MessagePartsProps) {
  const drawn = parts.filter((part) => PLACES[part.type] === place)
  return drawn.length === 0 ? null : <div className="my-2 grid gap-2" />
}

const PLACES: Record<MessagePart['type'], MessagePartsProps['place']> = {
  attachment: 'before',
  tool_call: 'before',
  source: 'after',
  used: 'after',
  language: 'after',
}
