import { setTimeout as delay } from 'node:timers/promises'
import { EnvHttpProxyAgent, request, type Dispatcher } from 'undici'
import { AppError } from '../../lib/app-error.ts'
import { codeOf, toError } from '../../lib/thrown.ts'
import type { SourceTask } from './source.ts'

export interface DownloadOptions {
  url: string
  /** Sent to the address's own origin and to no other that it redirects to. */
  headers?: Record<string, string>
  /** Proxies are taken from `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`. */
  environment: NodeJS.ProcessEnv
  /** How long to wait before each further attempt that brought nothing new. */
  retryDelaysMs?: number[]
}

export interface Downloaded {
  /** The headers of every answer on the way, the last one first. */
  headers: Dispatcher.ResponseData['headers'][]
}

/**
 * Appends what an address serves, from where the file ends, and goes on by itself after a cut connection. `If-Range` keeps
 * two versions of a file apart; with a pinned digest no tag is needed, since a mix would not pass.
 */
export async function download(task: SourceTask, options: DownloadOptions): Promise<Downloaded> {
  const agent = new EnvHttpProxyAgent({ connectTimeout: 10_000, ...proxiesOf(options.environment) })
  const delaysMs = options.retryDelaysMs ?? RETRY_DELAYS_MS
  if (task.file.sizeBytes > (task.expectedBytes ?? Infinity)) await task.file.startAt(0)
  if (task.isPinned && task.file.sizeBytes === task.expectedBytes) return { headers: [] }
  try {
    for (let attempt = 0; ; attempt += 1) {
      const before = task.file.sizeBytes
      const outcome = await downloadOnce(task, options, agent).catch(toError)
      if (!(outcome instanceof Error)) return outcome
      task.signal.throwIfAborted()
      if (task.file.sizeBytes > before) attempt = 0
      const delayMs = delaysMs[attempt]
      if (delayMs === undefined || !isWorthRetrying(outcome)) throw outcome
      await delay(delayMs, undefined, { signal: task.signal })
    }
  } finally {
    await agent.destroy()
  }
}

const RETRY_DELAYS_MS = [500, 2000, 5000, 10_000]
const MAX_REDIRECTS = 5
const SILENCE_MS = 30_000

/** An answer that will not change by asking again. */
class FinalError extends Error {}

/** No such host, no way to it, nobody listening: another source is the better try than the same again. */
const DISK_CODES = ['ENOSPC', 'EDQUOT', 'EIO']
const FINAL_CODES = [
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  ...DISK_CODES,
]

function isWorthRetrying(error: unknown): boolean {
  const code = codeOf(error) ?? ''
  if (error instanceof FinalError || error instanceof AppError) return false
  // undici names a proxy that says no in words only.
  if (error instanceof Error && error.message.startsWith('Proxy response')) return false
  return !FINAL_CODES.includes(code) && !/CERT|SIGNATURE/.test(code)
}

function proxiesOf(environment: NodeJS.ProcessEnv) {
  const { HTTP_PROXY, HTTPS_PROXY, NO_PROXY, http_proxy, https_proxy, no_proxy } = environment
  return {
    httpProxy: http_proxy ?? HTTP_PROXY ?? '',
    httpsProxy: https_proxy ?? HTTPS_PROXY ?? '',
    noProxy: no_proxy ?? NO_PROXY ?? '',
  }
}

interface Note {
  url: string
  etag: string | null
}

async function downloadOnce(
  task: SourceTask,
  { url, headers = {} }: DownloadOptions,
  agent: Dispatcher,
): Promise<Downloaded> {
  const { file } = task
  const resume = resumeHeaders(task, url)
  const answers = await follow({ url, headers, resume, agent, task })
  const [answer] = answers
  if (!answer) throw new TypeError('no answer')
  if (answer.statusCode === 416 && file.sizeBytes > 0) return restart(task, answers)

  refuse(answer, url)
  if (answer.statusCode === 200) await file.startAt(0)
  else if (firstByteOf(answer) !== file.sizeBytes) return restart(task, answers)
  const etag = textOf(answer.headers.etag)
  await file.writeNote({ url, etag: etag?.startsWith('W/') ? null : etag } satisfies Note)
  await appendBody(task, answer)
  return { headers: answers.map((each) => each.headers) }
}

function resumeHeaders({ file, isPinned }: SourceTask, url: string): Record<string, string> {
  const note = isNote(file.note) ? file.note : null
  const etag = note?.url === url ? note.etag : null
  if (file.sizeBytes === 0 || !(etag || isPinned)) return {}
  return { range: `bytes=${file.sizeBytes}-`, ...(etag && { 'if-range': etag }) }
}

/** The server will not go on from here: what we have is dropped, and the next attempt begins anew. */
async function restart({ file }: SourceTask, answers: Dispatcher.ResponseData[]): Promise<never> {
  await answers[0]?.body.dump()
  await file.startAt(0)
  throw new Error('the server could not go on from where the file broke off')
}

async function appendBody(task: SourceTask, answer: Dispatcher.ResponseData): Promise<void> {
  const { file, expectedBytes } = task
  const length = Number(answer.headers['content-length'] ?? NaN)
  const announced = Number.isFinite(length) ? file.sizeBytes + length : null
  if (expectedBytes !== null && announced !== null && announced !== expectedBytes) {
    discard(answer.body)
    throw new FinalError(`it serves ${announced} bytes where ${expectedBytes} are expected`)
  }
  const totalBytes = expectedBytes ?? announced
  if (announced !== null) await task.ensureSpace(announced - file.sizeBytes)
  for await (const chunk of answer.body) {
    task.signal.throwIfAborted()
    if (totalBytes !== null && file.sizeBytes + chunk.length > totalBytes) {
      throw new FinalError(`it serves more than the ${totalBytes} bytes expected`)
    }
    await file.append(chunk)
    task.onBytes(file.sizeBytes, totalBytes)
  }
  if (totalBytes !== null && file.sizeBytes < totalBytes) {
    throw new Error(`the connection ended after ${file.sizeBytes} of ${totalBytes} bytes`)
  }
}

interface Hops {
  url: string
  headers: Record<string, string>
  resume: Record<string, string>
  agent: Dispatcher
  task: SourceTask
}

/** The last answer first. Credentials stay with the origin that they were given for. */
async function follow({ url, headers, resume, agent, task }: Hops) {
  const answers: Dispatcher.ResponseData[] = []
  const origin = new URL(url).origin
  let next = new URL(url)
  for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
    if (next.protocol !== 'https:' && !(next.protocol === 'http:' && task.isPinned)) {
      throw new FinalError(`${next.origin} is not https, which is refused without a known SHA-256`)
    }
    const answer = await request(next, {
      dispatcher: agent,
      headers: { ...(next.origin === origin && headers), ...resume, 'accept-encoding': 'identity' },
      headersTimeout: SILENCE_MS,
      bodyTimeout: SILENCE_MS,
      signal: task.signal,
    })
    answers.unshift(answer)
    const location = textOf(answer.headers.location)
    if (answer.statusCode < 300 || answer.statusCode > 399 || !location) return answers
    await answer.body.dump()
    next = new URL(location, next)
  }
  throw new FinalError(`more than ${MAX_REDIRECTS} redirects`)
}

function refuse({ statusCode, headers, body }: Dispatcher.ResponseData, url: string): void {
  const encoding = textOf(headers['content-encoding'])
  if ((statusCode === 200 || statusCode === 206) && (!encoding || encoding === 'identity')) return
  discard(body)
  const { host } = new URL(url)
  if (encoding) throw new FinalError(`${host} answered in the encoding ${encoding}`)
  const isPassing = statusCode === 429 || statusCode === 408 || statusCode >= 500
  const why = WHY[statusCode] ?? ''
  throw new (isPassing ? Error : FinalError)(`${host} answered ${statusCode}${why}`)
}

/** Closes the connection; the error that this makes of the body is nobody's. */
function discard(body: Dispatcher.ResponseData['body']): void {
  body.on('error', () => {}).destroy()
}

const WHY: Record<number, string> = {
  401: ': it wants credentials',
  403: ': it does not allow this',
  404: ': there is no such file',
  407: ': the proxy wants credentials',
}

/** Where a 206 begins: `bytes 100-199/200`. */
function firstByteOf({ headers }: Dispatcher.ResponseData): number {
  return Number(/^bytes (\d+)-/.exec(textOf(headers['content-range']) ?? '')?.[1] ?? NaN)
}

const textOf = (header: string | string[] | undefined): string | null =>
  (Array.isArray(header) ? header[0] : header) ?? null

const isNote = (note: unknown): note is Note =>
  typeof note === 'object' && note !== null && 'url' in note && 'etag' in note
