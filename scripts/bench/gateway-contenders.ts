import type { ChildProcess } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startTestServer } from '../../server/lib/database-server-testing.ts'
import { CORE, end, findPort, run, startOn, untilOpen } from './child-processes.ts'
import { ANSWER } from './gateway-answers.ts'

export type Kind = 'plain' | 'stream'

/** Something that answers chat completions, or passes them on. */
export interface Contender {
  name: string
  /** Where it takes a call that the mock answers in this way. */
  urlFor(kind: Kind): string
  /** The model's name there; absent: `bench-<kind>`. */
  modelFor?(kind: Kind): string
  headersFor?(kind: Kind): Record<string, string>
  /** The process that takes such calls: its time is measured, all its threads together. */
  pidFor(kind: Kind): number
  /** Passes bytes on as they are; the others are held to what a person would read. */
  isExact: boolean
}

export const ROOT = join(import.meta.dirname, '../..')

export interface Field {
  contenders: Contender[]
  /** The mock itself, with nobody between. */
  direct: Contender
  mockPort: number
  /** Adds what ends with all others. */
  keep(child: ChildProcess): void
  stop(): Promise<void>
}

/** The mock, nginx and Galerne (with its own database, and on Postgres), in `folder`; `stop` ends it all. */
export async function startField(folder: string): Promise<Field> {
  const children: ChildProcess[] = []
  const closers: (() => Promise<void>)[] = []
  const stop = async () => {
    for (const child of children.toReversed()) await end(child)
    for (const close of closers) await close()
  }
  try {
    const mockSetup = { name: 'mock', core: CORE.others, conf: mockConf(folder) }
    const mock = await startNginx(folder, mockSetup)
    children.push(mock.child)
    const proxySetup = { name: 'proxy', core: CORE.contender, conf: proxyConf(mock.port) }
    const proxy = await startNginx(folder, proxySetup)
    children.push(proxy.child)
    const embedded = await startGalerne(folder, { mockPort: mock.port, name: 'Galerne' })
    children.push(embedded.child)
    const postgres = await startTestServer()
    closers.push(() => postgres.stop())
    const onPostgres = await startGalerne(folder, {
      mockPort: mock.port,
      name: 'Galerne, on Postgres',
      databaseUrl: await postgres.createDatabase(),
    })
    children.push(onPostgres.child)
    return {
      contenders: [
        contenderAt('nginx proxy_pass', proxy),
        embedded.contender,
        onPostgres.contender,
      ],
      direct: contenderAt('the mock itself', mock),
      mockPort: mock.port,
      keep: (child) => void children.push(child),
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

interface Started {
  port: number
  child: ChildProcess
}

function contenderAt(name: string, { port, child }: Started): Contender {
  return {
    name,
    urlFor: (kind) => `http://127.0.0.1:${port}/${kind}/v1/chat/completions`,
    pidFor: () => child.pid ?? 0,
    isExact: true,
  }
}

async function startNginx(
  folder: string,
  { name, core, conf }: { name: string; core: string; conf: string },
): Promise<Started> {
  const port = await findPort()
  const path = join(folder, `${name}.conf`)
  writeFileSync(
    path,
    `daemon off; master_process off; pid ${join(folder, `${name}.pid`)}; error_log stderr crit;
     events { worker_connections 2048; }
     http { access_log off; keepalive_requests 100000000; client_max_body_size 0; client_body_buffer_size 1m;
       client_body_temp_path ${folder}/${name}-body; proxy_temp_path ${folder}/${name}-proxy;
       fastcgi_temp_path ${folder}/x1; uwsgi_temp_path ${folder}/x2; scgi_temp_path ${folder}/x3;
       ${conf.replace('PORT', String(port))} }`,
  )
  const child = startOn({ core, command: 'nginx', args: ['-c', path, '-p', folder] })
  await untilOpen(port, child, 'nginx (apt-get install nginx)')
  return { port, child }
}

/** The same bytes for every request, from memory as far as the kernel is concerned. */
function mockConf(folder: string): string {
  const files = join(folder, 'answers')
  mkdirSync(files, { recursive: true })
  writeFileSync(join(files, 'plain'), ANSWER.plain)
  writeFileSync(join(files, 'stream'), ANSWER.stream)
  const location = (kind: string, type: string) => `
    location = /${kind}/v1/chat/completions { error_page 405 =200 /${kind}; return 405; }
    location = /${kind} { internal; root ${files}; default_type ${type}; }`
  const models =
    '{"object":"list","data":[{"id":"gpt-4o-mini","object":"model","created":1,"owned_by":"x"}]}'
  return `open_file_cache max=10; server { listen 127.0.0.1:PORT reuseport;
    location ~ /models$ { default_type application/json; return 200 '${models}'; }
    ${location('plain', 'application/json')} ${location('stream', 'text/event-stream')} }`
}

function proxyConf(upstreamPort: number): string {
  return `upstream mock { server 127.0.0.1:${upstreamPort}; keepalive 64; keepalive_requests 100000000; }
    server { listen 127.0.0.1:PORT; location / { proxy_pass http://mock; proxy_http_version 1.1; proxy_set_header Connection ""; } }`
}

interface GalerneSetup {
  mockPort: number
  name: string
  /** Absent: the database that comes along. */
  databaseUrl?: string
}

/** The whole product: database, key with limits and a budget, ledger, policy, metrics. Only the embedded model is left out. */
async function startGalerne(folder: string, { mockPort, name, databaseUrl }: GalerneSetup) {
  const files = join(folder, databaseUrl === undefined ? 'embedded' : 'postgres')
  mkdirSync(files, { recursive: true })
  writeFileSync(join(files, 'galerne.yaml'), galerneYaml(mockPort))
  const flags = ['--data', files, '--port', '0', '--no-model', '--log-level', 'error']
  const child = startOn({
    core: CORE.contender,
    command: process.execPath,
    args: ['server/main.ts', ...flags],
    cwd: ROOT,
    environment: databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl },
  })
  const { origin } = await new Promise<URL>((resolve, reject) => {
    child.on('message', (message: { type?: string; url?: string }) => {
      if (message.type === 'ready') resolve(new URL(message.url ?? ''))
    })
    child.on('exit', (code) => reject(new Error(`${name} ended with ${code}.`)))
  })
  const { stdout } = await run(
    process.execPath,
    ['bin/galerne.mjs', 'keys', 'create', 'bench', '--data', files],
    { cwd: ROOT },
  )
  const contender: Contender = {
    name,
    urlFor: () => `${origin}/v1/chat/completions`,
    headersFor: () => ({ authorization: `Bearer ${stdout.trim()}` }),
    pidFor: () => child.pid ?? 0,
    isExact: true,
  }
  return { child, contender }
}

function galerneYaml(mockPort: number): string {
  const provider = (kind: Kind) => `  bench-${kind}:
    baseUrl: http://127.0.0.1:${mockPort}/${kind}/v1
    models: [bench-${kind}]
`
  return `providers:\n${provider('plain')}${provider('stream')}`
}
