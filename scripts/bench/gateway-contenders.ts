import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

/** Something that answers chat completions, or passes them on. */
export interface Contender {
  name: string
  /** `http://127.0.0.1:…`, to which a path such as `/plain/v1/chat/completions` is put. */
  urlFor(kind: 'plain' | 'stream'): string
  headers: Record<string, string>
  pid: number
}

const ROOT = join(import.meta.dirname, '../..')
/** The core of whoever is measured, and that of everybody else. */
const CORE = { contender: '0', others: '1' }

export const ANSWER = {
  plain: JSON.stringify({
    id: 'chatcmpl-bench',
    object: 'chat.completion',
    created: 1760000000,
    model: 'bench',
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: 'Žluťoučký kůň pěje ďábelské ódy. '.repeat(6).trim(),
        },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    usage: { prompt_tokens: 12, completion_tokens: 60, total_tokens: 72 },
  }),
  stream: streamOf(51),
}

function streamOf(count: number): string {
  const head = { id: 'chatcmpl-bench', object: 'chat.completion.chunk', created: 1760000000 }
  const events = Array.from({ length: count }, (_, index) => {
    const isLast = index === count - 1
    const delta = isLast ? {} : { content: ' slovo' }
    return {
      ...head,
      model: 'bench',
      choices: [{ index: 0, delta, finish_reason: isLast ? 'stop' : null }],
    }
  })
  const all = [...events.map((event) => JSON.stringify(event)), '[DONE]']
  return all.map((data) => `data: ${data}\n\n`).join('')
}

/** Starts everything in `folder`; `stop` ends it all. */
export async function startContenders(folder: string) {
  const children: ChildProcess[] = []
  const stop = async () => {
    for (const child of children.toReversed()) await end(child)
  }
  try {
    const mock = await startNginx(folder, {
      name: 'mock',
      core: CORE.others,
      conf: mockConf(folder),
    })
    children.push(mock.child)
    const proxy = await startNginx(folder, {
      name: 'proxy',
      core: CORE.contender,
      conf: proxyConf(mock.port),
    })
    children.push(proxy.child)
    const galerne = await startGalerne(folder, mock.port)
    children.push(galerne.child)
    const contenders: Contender[] = [
      contenderAt('nginx proxy_pass', proxy.port, proxy.child.pid ?? 0),
      { ...contenderAt('Galerne', galerne.port, galerne.pid), ...galerne.access },
    ]
    return {
      contenders,
      direct: contenderAt('the mock itself', mock.port, mock.child.pid ?? 0),
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

function contenderAt(name: string, port: number, pid: number): Contender {
  const urlFor = (kind: string) => `http://127.0.0.1:${port}/${kind}/v1/chat/completions`
  return { name, urlFor, headers: {}, pid }
}

let nextPort = 24_380

async function startNginx(
  folder: string,
  { name, core, conf }: { name: string; core: string; conf: string },
): Promise<{ port: number; child: ChildProcess }> {
  const port = (nextPort += 1)
  const path = join(folder, `${name}.conf`)
  writeFileSync(
    path,
    `daemon off; master_process off; pid ${join(folder, `${name}.pid`)}; error_log stderr crit;
     events { worker_connections 2048; }
     http { access_log off; keepalive_requests 1000000; client_max_body_size 0; client_body_buffer_size 1m;
       client_body_temp_path ${folder}/${name}-body; proxy_temp_path ${folder}/${name}-proxy;
       fastcgi_temp_path ${folder}/x1; uwsgi_temp_path ${folder}/x2; scgi_temp_path ${folder}/x3;
       ${conf.replace('PORT', String(port))} }`,
  )
  const child = spawn('taskset', ['-c', core, 'nginx', '-c', path, '-p', folder], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  await untilOpen(port)
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
  return `open_file_cache max=10; server { listen 127.0.0.1:PORT reuseport;
    ${location('plain', 'application/json')} ${location('stream', 'text/event-stream')} }`
}

function proxyConf(upstreamPort: number): string {
  return `upstream mock { server 127.0.0.1:${upstreamPort}; keepalive 64; keepalive_requests 1000000; }
    server { listen 127.0.0.1:PORT; location / { proxy_pass http://mock; proxy_http_version 1.1; proxy_set_header Connection ""; } }`
}

/** The whole product: database, key, ledger, policy. Only the embedded model is left out. */
async function startGalerne(folder: string, upstreamPort: number) {
  const data = join(folder, 'data')
  mkdirSync(data, { recursive: true })
  const provider = (kind: string) =>
    `  bench-${kind}:\n    baseUrl: http://127.0.0.1:${upstreamPort}/${kind}/v1\n    models: [bench-${kind}]\n`
  writeFileSync(join(data, 'galerne.yaml'), `providers:\n${provider('plain')}${provider('stream')}`)
  const args = [
    'server/main.ts',
    '--data',
    data,
    '--port',
    '0',
    '--no-model',
    '--log-level',
    'error',
  ]
  const child = spawn('taskset', ['-c', CORE.contender, process.execPath, ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const url = await new Promise<URL>((resolve, reject) => {
    child.on('message', (message: { type?: string; url?: string }) => {
      if (message.type === 'ready') resolve(new URL(message.url ?? ''))
    })
    child.on('exit', (code) => reject(new Error(`Galerne ended with ${code}.`)))
  })
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['bin/galerne.mjs', 'keys', 'create', 'bench', '--data', data],
    { cwd: ROOT },
  )
  const access = {
    headers: { authorization: `Bearer ${stdout.trim()}` },
    urlFor: () => `${url.origin}/v1/chat/completions`,
  }
  return { child, pid: child.pid ?? 0, port: Number(url.port), access }
}

async function untilOpen(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true))
      socket.on('error', () => resolve(false))
      socket.on('connect', () => socket.destroy())
    })
    if (isOpen) return
    await sleep(50)
  }
  throw new Error(`Nothing listens on port ${port}. Is nginx installed (apt-get install nginx)?`)
}

function end(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve()
    child.removeAllListeners('exit')
    child.on('exit', () => resolve())
    child.kill('SIGTERM')
  })
}
