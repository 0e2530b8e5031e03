import { fieldText, readForm } from './multipart.ts'
import { usageFor, type FakeOperation, type FakeResult } from './operation.ts'
import { binary, eventStream, json, textual } from './replies.ts'
import { namedEvent, stringOf } from './wire.ts'
import type { FakeFlavour } from './wires.ts'

/** Bytes of a file for each second that the fake hears in it. */
export const BYTES_A_SECOND = 1000
const HEARD = 'Dzień dobry, tu mówi fałszywy dostawca.'
const SECOND_MS = 1000

/** `json`, `verbose_json`, `text` and `srt`; streams in the events of its flavour. */
export function transcription({ call, body, flavour }: FakeOperation): FakeResult {
  const form = readForm(body, call.resource?.contentType ?? '')
  const file = form.find(({ name }) => name === 'file')
  const seconds = Math.max(1, Math.round((file?.bytes.length ?? 0) / BYTES_A_SECOND))
  const usage = { ...usageFor('', 7), input: 3, total: 10 }
  const units = { audioMs: seconds * SECOND_MS }
  const told = {
    type: 'duration',
    seconds,
    prompt_audio_seconds: seconds,
    prompt_tokens: usage.input,
    completion_tokens: usage.output,
    total_tokens: usage.total,
  }
  const whole = { model: call.model, text: HEARD, language: 'pl', usage: told }
  const format = fieldText(form, 'response_format')
  if (fieldText(form, 'stream') === 'true') {
    return { response: eventStream(heardEvents(whole, flavour)), usage, units }
  }
  if (format === 'text' || format === 'srt' || format === 'vtt') {
    const text = format === 'text' ? HEARD : `1\n00:00:00,000 --> 00:00:01,000\n${HEARD}\n`
    return { response: textual(200, text, { 'content-type': 'text/plain' }), usage, units }
  }
  const verbose = { task: 'transcribe', duration: seconds, segments: [] }
  const extra = format === 'verbose_json' ? verbose : { segments: [] }
  return { response: json(200, { ...whole, ...extra }), usage, units }
}

function heardEvents(whole: { text: string }, flavour: FakeFlavour): string[] {
  const words = whole.text.split(/(?<= )/)
  if (flavour === 'mistral') {
    return [
      namedEvent({ type: 'transcription.language', audio_language: 'pl' }),
      ...words.map((text) => namedEvent({ type: 'transcription.text.delta', text })),
      namedEvent({ ...whole, type: 'transcription.done' }),
    ]
  }
  return [
    ...words.map((delta) => namedEvent({ type: 'transcript.text.delta', delta })),
    namedEvent({ ...whole, type: 'transcript.text.done' }),
  ]
}

/** OpenAI answers with the audio itself, or events of it; Mistral with JSON that holds it. */
export function speech({ fields, flavour }: FakeOperation): FakeResult {
  const text = stringOf(fields.input)
  const audio = Buffer.from(`RIFF fake audio of ${text}`)
  const characters = Array.from(text).length
  const usage = usageFor(text, characters)
  const told = {
    input_tokens: usage.input,
    output_tokens: usage.output,
    total_tokens: usage.total,
  }
  const units = { characters }
  if (fields.stream === true || fields.stream_format === 'sse') {
    const half = audio.length >> 1
    const pieces = [audio.subarray(0, half), audio.subarray(half)]
    const events = pieces.map((piece) => {
      const base64 = piece.toString('base64')
      return namedEvent({ type: 'speech.audio.delta', audio: base64, audio_data: base64 })
    })
    const done = namedEvent({
      type: 'speech.audio.done',
      usage: { ...told, prompt_tokens: usage.input, completion_tokens: usage.output },
    })
    return { response: eventStream([...events, done]), usage, units }
  }
  if (flavour === 'mistral') {
    return { response: json(200, { audio_data: audio.toString('base64') }), usage, units }
  }
  return { response: binary(200, audio, { 'content-type': 'audio/mpeg' }), usage, units }
}

/** The smallest PNG there is: one transparent pixel. */
const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

export function images({ call, body, fields }: FakeOperation): FakeResult {
  const form = readForm(body, call.resource?.contentType ?? '')
  const prompt = stringOf(fields.prompt) || fieldText(form, 'prompt')
  const count = Number(fields.n ?? (fieldText(form, 'n') || 1))
  const usage = usageFor(prompt, count * 10)
  const told = {
    input_tokens: usage.input,
    output_tokens: usage.output,
    total_tokens: usage.total,
    input_tokens_details: { text_tokens: usage.input, image_tokens: 0 },
  }
  const units = { images: count }
  if (fields.stream === true) {
    const name = call.operation === 'images' ? 'image_generation' : 'image_edit'
    const partial = { b64_json: PIXEL, partial_image_index: 0 }
    const events = [
      namedEvent({ type: `${name}.partial_image`, ...partial }),
      namedEvent({ type: `${name}.completed`, b64_json: PIXEL, usage: told }),
    ]
    return { response: eventStream(events), usage, units }
  }
  const data = Array.from({ length: count }, () => ({ b64_json: PIXEL }))
  return { response: json(200, { created: 1_709_000_000, data, usage: told }), usage, units }
}
