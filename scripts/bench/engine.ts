/**
 * How fast the embedded engine is, beside llama.cpp's own server on the same model, threads and machine.
 *
 *   npm run bench:engine -- [--model FILE.gguf] [--llama-server PROGRAM] [--rounds 5] [--threads N] [--quick] [--no-record]
 *     [--only server,neighbour,prefix,start,crash]
 *
 * Goals: >=0.97x llama-server at 1, 4 and 8 parallel requests; >=5x a fixed-thread engine beside one busy process, and never
 * below 0.9x of one thread; first token after a shared 1,500-token prefix <=60 ms; cold start to the first token <=1.5 s; next
 * token <=2 s after a kill -9 of the engine.
 * Contenders take turns, so that a busy moment of the machine hits both; medians and extremes are printed, and appended to
 * docs/bench.md. Use a quiet machine: the first line says whether it is one.
 *
 * llama-server comes from the source that node-llama-cpp ships, built outside the repository:
 *   git clone node_modules/node-llama-cpp/llama/gitRelease.bundle ELSEWHERE && cd ELSEWHERE
 *   cmake -B build -DCMAKE_BUILD_TYPE=Release -DLLAMA_CURL=OFF && cmake --build build --target llama-server -j
 * then --llama-server ELSEWHERE/build/bin/llama-server, or GALERNE_LLAMA_SERVER. Without it that comparison is left out.
 */
import { execFileSync } from 'node:child_process'
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { basename, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { createCpuMeter } from '#server/engine/cpu-meter.ts'
import { createEngineProvider, type EngineProvider } from '#server/engine/engine-provider.ts'
import type { EngineOptions } from '#server/engine/engine-options.ts'
import { silentLog } from '#server/lib/log.ts'
import { DEFAULT_MODEL_ID } from '#server/models/catalogue.ts'
import { createLocalModelStore } from '#server/models/local-model-store.ts'
import {
  startEngine,
  startLlamaServer,
  startNeighbour,
  type Contender,
  type Setup,
} from './engine-contenders.ts'
import { measureRate, streamChat } from './engine-load.ts'

const WORDS =
  'the of and to in is that for on with as was at by an be this from or had not are but have one all we can her has'.split(
    ' ',
  )

const { values } = parseArgs({
  options: {
    model: { type: 'string' },
    'llama-server': { type: 'string', default: process.env.GALERNE_LLAMA_SERVER ?? '' },
    rounds: { type: 'string' },
    threads: { type: 'string', default: String(Math.min(availableParallelism(), 8)) },
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    'no-record': { type: 'boolean', default: false },
  },
})
const isQuick = values.quick
const rounds = Number(values.rounds ?? (isQuick ? 2 : 5))
const tokens = isQuick ? 32 : 128
const setup: Setup = {
  modelFile: values.model ?? (await defaultModelFile()),
  sequences: 8,
  contextTokens: 4096,
  threads: Number(values.threads),
}
const report: string[] = []
const quietness = await measureQuietness()
say(quietness)
say('', '| measured | galerne, median (min–max) | beside | median (min–max) | ratio | goal |')
say('|---|---|---|---|---|---|')
const parts = {
  server: compareWithLlamaServer,
  neighbour: measureBusyNeighbour,
  prefix: measureSharedPrefix,
  start: measureColdStart,
  crash: measureCrash,
}
const only = values.only?.split(',') ?? Object.keys(parts)
for (const [name, measure] of Object.entries(parts)) if (only.includes(name)) await measure()
if (!values['no-record']) record()

async function defaultModelFile(): Promise<string> {
  const store = createLocalModelStore({ environment: process.env, log: silentLog })
  const file = await store.findFile(DEFAULT_MODEL_ID)
  if (file) return file.path
  throw new Error(
    `Give a model with --model, or fetch ours: galerne models pull ${DEFAULT_MODEL_ID}`,
  )
}

async function measureQuietness(): Promise<string> {
  const meter = createCpuMeter()
  await pause(1500)
  const busy = meter.othersBusyCores()
  const state = busy < 0.15 ? 'quiet' : 'NOT QUIET: these numbers say little'
  return `Machine: ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}; others use ${busy.toFixed(2)} cores: ${state}. ${basename(setup.modelFile)}: ${rounds} rounds of ${tokens} tokens, ${setup.threads} threads.`
}

async function compareWithLlamaServer(): Promise<void> {
  const program = values['llama-server']
  if (!program)
    return say('| llama-server | not given: see the head of scripts/bench/engine.ts | | | | |')
  const ours = await startEngine('galerne', setup)
  const theirs = await startLlamaServer(program, setup)
  try {
    for (const { port } of [ours, theirs]) await measureRate(port, { parallel: 8, tokens: 8 })
    for (const parallel of [1, 4, 8]) {
      const rates = await inTurns([ours, theirs], { parallel, tokens, rounds })
      row(`tokens/s, ${parallel} in parallel`, rates, { beside: 'llama-server', goal: 0.97 })
    }
  } finally {
    await Promise.all([ours.stop(), theirs.stop()])
  }
}

/** Fixed threads wait for each other by spinning, and a neighbour takes their cores away: that is what adapting is for. */
async function measureBusyNeighbour(): Promise<void> {
  const adaptive = await startEngine('adaptive', setup)
  const fixed = await startEngine('fixed', setup, { threads: 'fixed' })
  const single = await startEngine('one thread', { ...setup, threads: 1 })
  const lone = { parallel: 1, tokens: isQuick ? 12 : 32, rounds: Math.min(rounds, 3) }
  // Whatever it does beside a neighbour, it cannot be faster than this.
  const [alone] = await inTurns([adaptive], lone)
  const neighbour = startNeighbour()
  try {
    for (const parallel of [1, 8]) {
      const load = { ...lone, parallel }
      const [ours, theirs, one] = await inTurns([adaptive, fixed, single], load)
      const name = `tokens/s beside a busy process, ${parallel} in parallel`
      const beside = `${setup.threads} fixed threads`
      row(name, [ours, theirs], { beside, ...(parallel === 1 && { goal: 5 }) })
      row(name, [ours, one], { beside: 'one thread', goal: 0.9 })
      if (parallel === 1)
        row('tokens/s without that process, 1 in parallel', [alone, theirs], { beside })
    }
  } finally {
    await neighbour.stop()
    await Promise.all([adaptive.stop(), fixed.stop(), single.stop()])
  }
}

async function measureSharedPrefix(): Promise<void> {
  const program = values['llama-server']
  const ours = await startEngine('galerne', setup)
  const theirs = program ? await startLlamaServer(program, setup) : undefined
  const cold: number[] = []
  const warm: number[] = []
  const theirWarm: number[] = []
  try {
    await measureRate(ours.port, { parallel: 1, tokens: 8 })
    for (let round = 0; round < rounds; round += 1) {
      const times = await askTwice(ours.port, round)
      if (times.cachedTokens < 1400)
        throw new Error(`only ${times.cachedTokens} tokens were cached`)
      cold.push(times.coldMs)
      warm.push(times.warmMs)
      if (theirs) theirWarm.push((await askTwice(theirs.port, round)).warmMs)
    }
  } finally {
    await Promise.all([ours.stop(), theirs?.stop()])
  }
  const name = 'ms to the first token after a shared 1,500-token prefix'
  row(name, [warm, cold], { beside: 'the same, cold', goal: 60 })
  if (theirs) row(name, [warm, theirWarm], { beside: 'llama-server, with its cache' })
}

/** Two questions about one long text. */
async function askTwice(port: number, round: number) {
  const about = (content: string) => ({
    messages: [
      { role: 'system', content: longText(round) },
      { role: 'user', content },
    ],
    max_tokens: 2,
    ignore_eos: true,
  })
  const { firstTokenMs: coldMs } = await streamChat(port, about('Who wrote it?'))
  const second = await streamChat(port, about('And when was that?'))
  return { coldMs, warmMs: second.firstTokenMs, cachedTokens: second.cachedTokens }
}

/** About 1,500 tokens that no other round has seen: short words are one token each in every vocabulary. */
function longText(round: number): string {
  const count = 1480
  const at = (index: number) => (index * index * 31 + index * 17 + round * 7919) % WORDS.length
  return Array.from({ length: count }, (_, index) => WORDS[at(index + round)]).join(' ')
}

/** From nothing to the first token: a process, the library, the model, a prompt. */
async function measureColdStart(): Promise<void> {
  const times: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const provider = openProvider({ hasSpare: false })
    const startedAtMs = performance.now()
    await nextOf(await ask(provider, 'Hello'))
    times.push(performance.now() - startedAtMs)
    await provider.close()
  }
  row('ms from no process to the first token (8 × 8,192 tokens)', [times], { goal: 1500 })
}

/** The longest start there is to wait for: memory to be given back, a model to be loaded, a prompt to be read. */
async function measureCrash(): Promise<void> {
  const times: number[] = []
  for (let round = 0; round < Math.min(rounds, 3); round += 1) {
    const provider = openProvider({})
    await nextOf(await ask(provider, 'Hello'))
    // As long as it takes until there is a spare process, and the long context.
    await pause(5000)
    const broken = await ask(provider, 'Tell me a long story.')
    await nextOf(broken)
    const pid = provider.pidOf('bench')
    if (pid === undefined) throw new Error('the engine ended by itself')
    const killedAtMs = performance.now()
    process.kill(pid, 'SIGKILL')
    await untilItFails(broken)
    await nextOf(await ask(provider, 'Tell me a long story.'))
    times.push(performance.now() - killedAtMs)
    await provider.close()
  }
  row('ms from kill -9 of the engine to the next token', [times], { goal: 2000 })
}

function openProvider(options: EngineOptions): EngineProvider {
  const model = { id: 'bench', name: 'bench', path: setup.modelFile, contextTokens: 8192 }
  return createEngineProvider({
    models: [{ ...model, languages: [], licence: null, kind: 'chat' }],
    options: { maxThreads: setup.threads, ...options },
    log: silentLog,
  })
}

async function ask(provider: EngineProvider, content: string): Promise<AsyncIterator<Uint8Array>> {
  const messages = [{ role: 'user', content }]
  const { body } = await provider.call({
    operation: 'chat',
    dialect: 'openai-chat',
    model: 'bench',
    body: Buffer.from(JSON.stringify({ stream: true, messages })),
    isStream: true,
    tenantId: 'bench',
    requestId: 'bench',
    signal: new AbortController().signal,
  })
  return body[Symbol.asyncIterator]()
}

/** The first piece has the first token in it. */
async function nextOf(pieces: AsyncIterator<Uint8Array>): Promise<void> {
  const { done } = await pieces.next()
  if (done) throw new Error('the answer was too short to measure')
}

async function untilItFails(pieces: AsyncIterator<Uint8Array>): Promise<void> {
  try {
    while (!(await pieces.next()).done);
  } catch {
    return
  }
  throw new Error('the answer went on without its engine')
}

async function inTurns(
  contenders: Contender[],
  load: { parallel: number; tokens: number; rounds: number },
): Promise<number[][]> {
  const rates = contenders.map((): number[] => [])
  for (let round = 0; round < load.rounds; round += 1) {
    // The order changes too: whoever comes after an idle moment has the cooler core.
    const order = [...contenders.keys()]
    for (const index of round % 2 === 0 ? order : order.toReversed()) {
      const { port } = contenders[index] ?? { port: 0 }
      rates[index]?.push(await measureRate(port, load))
    }
  }
  return rates
}

interface RowOptions {
  beside?: string
  /** Of the ratio; from 10 on, of the value, in milliseconds. */
  goal?: number
}

function row(
  name: string,
  [ours = [], theirs]: (number[] | undefined)[],
  { beside = '', goal }: RowOptions,
): void {
  const ratio = theirs ? median(ours) / median(theirs) : Number.NaN
  const isTime = goal !== undefined && goal >= 10
  const isMet = goal === undefined || (isTime ? median(ours) <= goal : ratio >= goal)
  const wanted = goal === undefined ? '' : isTime ? `≤${goal} ms` : `≥${goal}×`
  const cells = [
    name,
    spread(ours),
    beside,
    theirs ? spread(theirs) : '',
    theirs ? `${ratio.toFixed(2)}×` : '',
    wanted && `${wanted} ${isMet ? 'met' : 'MISSED'}`,
  ]
  say(`| ${cells.join(' | ')} |`)
}

function spread(numbers: number[]): string {
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)]
  return `${median(numbers).toFixed(1)} (${least.toFixed(1)}–${most.toFixed(1)})`
}

function median(numbers: number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const high = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? high : (high + (sorted[middle - 1] ?? high)) / 2
}

function say(...lines: string[]): void {
  report.push(...lines)
  process.stdout.write(`${lines.join('\n')}\n`)
}

function record(): void {
  const path = join(import.meta.dirname, '../../docs/bench.md')
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
  const date = new Date().toISOString().slice(0, 10)
  const title = existsSync(path)
    ? ''
    : '# Measurements\n\nMade by `npm run bench` and `npm run bench:engine`; newest last.\n'
  const before = existsSync(path) ? readFileSync(path, 'utf8') : title
  const gap = before.endsWith('\n\n') ? '' : '\n'
  appendFileSync(path, `${title}${gap}## Engine, ${date}, ${commit}\n\n${report.join('\n')}\n`)
}
