import { z } from 'zod'
import type { RunEvent } from '#wire/runs.ts'
import { AppError } from '#server/lib/app-error.ts'
import { createProviderModel } from '#server/providers/provider-model.ts'
import type { Provider } from '#server/providers/provider.ts'
import type { ChatGateway } from './ask-model.ts'

const RequestBody = z.object({
  model: z.string(),
  messages: z.array(z.object({ role: z.string(), content: z.string() })),
})

export type ScriptedRequest = z.infer<typeof RequestBody> & { signal: AbortSignal }

/** One answer of the gateway: the pieces of its text, or whatever stream a test needs, byte by byte. */
export type Script = (request: ScriptedRequest) => AsyncIterable<Buffer> | AppError

const TEST_MODEL = createProviderModel({
  id: 'test-model',
  name: 'Test',
  contextTokens: 1_000,
  languages: ['en'],
  capabilities: { operations: ['chat'] },
})

/** A gateway that answers each call with the next script, and remembers what it was asked. */
export function createScriptedGateway(...scripts: Script[]): ChatGateway & {
  requests: ScriptedRequest[]
} {
  const requests: ScriptedRequest[] = []
  return {
    requests,
    listModels: () => [{ model: TEST_MODEL, provider: IDLE_PROVIDER }],
    call({ body, signal }) {
      const request = { ...RequestBody.parse(JSON.parse(body.toString('utf8'))), signal }
      requests.push(request)
      const answer = scripts[requests.length - 1]?.(request)
      if (answer === undefined) return Promise.reject(new Error('No script for this call'))
      if (answer instanceof AppError) return Promise.reject(answer)
      return Promise.resolve({ status: 200, headers: {}, body: answer })
    },
  }
}

const IDLE_PROVIDER: Provider = {
  id: 'test',
  presetName: null,
  dialects: ['openai-chat'],
  place: null,
  listModels: () => [TEST_MODEL],
  stateOf: () => ({ state: 'ready', reason: null }),
  call: () => Promise.reject(new Error('Not called')),
  close: () => Promise.resolve(),
}

/** A whole answer in OpenAI's stream dialect. */
export function says(...pieces: string[]): Script {
  return async function* () {
    for (const piece of pieces) yield textChunk(piece)
    yield* ending()
  }
}

export function textChunk(content: string): Buffer {
  return sse({ choices: [{ index: 0, delta: { content }, finish_reason: null }] })
}

export function* ending(): Generator<Buffer> {
  yield sse({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })
  yield sse({ choices: [], usage: { prompt_tokens: 7, completion_tokens: 3 } })
  yield Buffer.from('data: [DONE]\n\n')
}

export function sse(chunk: object): Buffer {
  return Buffer.from(`data: ${JSON.stringify(chunk)}\n\n`)
}

export interface Tap {
  script: Script
  /** The model says this now. */
  say: (text: string) => void
  /** The same of anything in OpenAI's stream dialect. */
  send: (chunk: Buffer) => void
  finish: () => void
}

/** A model whose every word waits for the test. */
export function createTap(): Tap {
  const chunks: Buffer[] = []
  let isFinished = false
  let wake = Promise.withResolvers<void>()
  const notify = () => {
    wake.resolve()
    wake = Promise.withResolvers<void>()
  }
  const send = (chunk: Buffer) => {
    chunks.push(chunk)
    notify()
  }
  return {
    script: async function* ({ signal }) {
      signal.addEventListener('abort', notify)
      for (;;) {
        yield* chunks.splice(0)
        if (signal.aborted) throw new AppError('cancelled', 'The call was cancelled.')
        if (isFinished) break
        await wake.promise
      }
      yield* ending()
    },
    say: (text) => send(textChunk(text)),
    send,
    finish() {
      isFinished = true
      notify()
    },
  }
}

/** The text that a reader of these events has before them. */
export function readText(events: readonly RunEvent[]): string {
  return events.map((event) => (event.type === 'text' ? event.text : '')).join('')
}
