/** What the frame may say. It runs what a model wrote through a large program, so nothing of it is taken for granted. */
export type FrameMessage =
  | { type: 'ready' }
  | { type: 'drawn'; svg: string; height: number }
  | { type: 'height'; height: number }
  | { type: 'failed'; reason: string }
  | { type: 'png'; bytes: ArrayBuffer }

const MAX_BYTES = 10_000_000
const MAX_REASON_CHARS = 300

/** Undefined: it is none of these. */
export function readFrameMessage(message: unknown): FrameMessage | undefined {
  if (typeof message !== 'object' || message === null || !('type' in message)) return undefined
  const { type } = message
  if (type === 'ready') return { type }
  const height = 'height' in message && Number.isFinite(message.height) ? Number(message.height) : 0
  if (type === 'height') return { type, height }
  if (type === 'drawn' && 'svg' in message && typeof message.svg === 'string') {
    return message.svg.length > MAX_BYTES ? undefined : { type, svg: message.svg, height }
  }
  if (type === 'failed' && 'reason' in message && typeof message.reason === 'string') {
    const [line = ''] = message.reason.split('\n', 1)
    return { type, reason: line.slice(0, MAX_REASON_CHARS) }
  }
  if (type === 'png' && 'bytes' in message && message.bytes instanceof ArrayBuffer) {
    return message.bytes.byteLength > MAX_BYTES ? undefined : { type, bytes: message.bytes }
  }
  return undefined
}
