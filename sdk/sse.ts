export interface SseEvent {
  id: string | undefined
  data: string
}

/**
 * The events of a `text/event-stream`, over any split of its bytes. Comments and unknown fields are passed over, an event that
 * the stream's end cuts off is dropped. Format: HTML Living Standard, "Server-sent events".
 */
export async function* readSseEvents(chunks: AsyncIterable<Uint8Array>): AsyncIterable<SseEvent> {
  const decoder = new TextDecoder()
  const read = createLineReader()
  let rest = ''

  for await (const chunk of chunks) {
    // A carriage return at the very end may be the first half of a line break.
    const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r\n|\n|\r(?!$)/)
    rest = lines.pop() ?? ''
    yield* lines.map(read).filter((event) => event !== undefined)
  }
}

/** Takes line after line; answers with the event that the line completes, if it completes one. */
function createLineReader(): (line: string) => SseEvent | undefined {
  let id: string | undefined
  let data: string[] = []

  return (line) => {
    if (line.startsWith('data:')) data.push(valueOf(line))
    if (line.startsWith('id:')) id = valueOf(line)
    if (line !== '') return undefined
    const event = data.length > 0 ? { id, data: data.join('\n') } : undefined
    id = undefined
    data = []
    return event
  }
}

function valueOf(line: string): string {
  const value = line.slice(line.indexOf(':') + 1)
  return value.startsWith(' ') ? value.slice(1) : value
}
