import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { CORE, findPort, run, startOn, untilOpen } from './child-processes.ts'
import type { Contender, Field, Kind } from './gateway-contenders.ts'

const PORTKEY = '@portkey-ai/gateway@1.15.2'
/** With the newest FastAPI that it still starts on. */
const LITELLM = ['litellm[proxy]==1.97.0', 'fastapi==0.120.4']
const MODEL = 'gpt-4o-mini'
const KINDS: readonly Kind[] = ['plain', 'stream']

/** Where peers are installed once, outside the repository. */
const FOLDER = join(homedir(), '.cache', 'galerne', 'bench')

export interface Peers {
  contenders: Contender[]
  /** Who could not be had, and why. */
  missing: string[]
}

/**
 * The peers that can be installed here, each with its logging off, as their own benchmarks run them. GoModel has no package:
 * `GOMODEL` names a built program.
 */
export async function startPeers(field: Field, folder: string): Promise<Peers> {
  mkdirSync(FOLDER, { recursive: true })
  const peers: Peers = { contenders: [], missing: [] }
  const starts: [string, () => Promise<Contender>][] = [
    ['Portkey 1.15.2', () => startPortkey(field)],
    ['LiteLLM 1.97.0', () => startLiteLlm(field, folder)],
    ['GoModel', () => startGoModel(field)],
  ]
  for (const [name, start] of starts) {
    try {
      process.stderr.write(`Starting ${name}…\n`)
      peers.contenders.push({ ...(await start()), name })
    } catch (error) {
      const [why = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
      peers.missing.push(`${name}: ${why}`)
    }
  }
  return peers
}

async function startPortkey(field: Field): Promise<Contender> {
  const home = join(FOLDER, 'portkey')
  const entry = join(home, 'node_modules/@portkey-ai/gateway/build/start-server.js')
  if (!existsSync(entry)) {
    mkdirSync(home, { recursive: true })
    await run('npm', ['install', '--prefix', home, '--no-save', PORTKEY], { cwd: home })
  }
  const port = await findPort()
  const child = startOn({
    core: CORE.contender,
    isQuiet: true,
    command: process.execPath,
    args: [entry, `--port=${port}`, '--headless'],
    environment: { NODE_ENV: 'production' },
  })
  field.keep(child)
  await untilOpen(port, child, 'Portkey')
  return {
    name: '',
    urlFor: () => `http://127.0.0.1:${port}/v1/chat/completions`,
    headersFor: (kind) => ({
      authorization: 'Bearer x',
      'x-portkey-provider': 'openai',
      'x-portkey-custom-host': `http://127.0.0.1:${field.mockPort}/${kind}/v1`,
    }),
    pidFor: () => child.pid ?? 0,
    isExact: false,
  }
}

async function startLiteLlm(field: Field, folder: string): Promise<Contender> {
  const home = join(FOLDER, 'litellm')
  const program = join(home, 'bin', 'litellm')
  if (!existsSync(program)) {
    await run('python3', ['-m', 'venv', home])
    await run(join(home, 'bin', 'pip'), ['install', '--quiet', ...LITELLM])
  }
  const port = await findPort()
  const settings = join(folder, 'litellm.yaml')
  writeFileSync(settings, liteLlmSettings(field.mockPort))
  const child = startOn({
    core: CORE.contender,
    isQuiet: true,
    command: program,
    args: ['--config', settings, '--port', String(port), '--host', '127.0.0.1'],
    environment: { LITELLM_LOG: 'ERROR', LITELLM_MODE: 'PRODUCTION' },
  })
  field.keep(child)
  await untilOpen(port, child, 'LiteLLM')
  return {
    name: '',
    urlFor: () => `http://127.0.0.1:${port}/v1/chat/completions`,
    headersFor: () => ({ authorization: 'Bearer x' }),
    pidFor: () => child.pid ?? 0,
    isExact: false,
  }
}

function liteLlmSettings(mockPort: number): string {
  const model = (kind: Kind) => `  - model_name: bench-${kind}
    litellm_params:
      model: openai/${MODEL}
      api_base: http://127.0.0.1:${mockPort}/${kind}/v1
      api_key: sk-x
`
  return `model_list:
${model('plain')}${model('stream')}general_settings: { disable_spend_logs: true }
litellm_settings: { num_retries: 0, request_timeout: 60 }
`
}

/** One process a kind: its provider has one address. */
async function startGoModel(field: Field): Promise<Contender> {
  const program = process.env['GOMODEL']
  if (program === undefined) throw new Error('set GOMODEL to a built program')
  const started = new Map<Kind, { port: number; pid: number }>()
  for (const kind of KINDS) {
    const port = await findPort()
    const child = startOn({
      core: CORE.contender,
      command: program,
      args: [],
      cwd: FOLDER,
      isQuiet: true,
      environment: {
        PORT: String(port),
        OPENAI_API_KEY: 'x',
        OPENAI_BASE_URL: `http://127.0.0.1:${field.mockPort}/${kind}/v1`,
        LOGGING_ENABLED: 'false',
        USAGE_ENABLED: 'false',
        METRICS_ENABLED: 'false',
        RETRY_MAX_RETRIES: '0',
        CIRCUIT_BREAKER_FAILURE_THRESHOLD: '1000000000',
      },
    })
    field.keep(child)
    await untilOpen(port, child, 'GoModel')
    started.set(kind, { port, pid: child.pid ?? 0 })
  }
  return {
    name: '',
    urlFor: (kind) => `http://127.0.0.1:${started.get(kind)?.port ?? 0}/v1/chat/completions`,
    modelFor: () => `openai/${MODEL}`,
    pidFor: (kind) => started.get(kind)?.pid ?? 0,
    isExact: false,
  }
}
