import { buffer } from 'node:stream/consumers'
import { closeOff } from '../reader/closed-off.ts'

/** What a file that has taken over its reader would try. Tells what it got hold of, one word a line. */
const [attempt = '', target = ''] = String(await buffer(process.stdin)).split(' ')
if (attempt.startsWith('closed-')) closeOff()

const ATTEMPTS: Record<string, () => Promise<unknown>> = {
  async request() {
    return (await globalThis.fetch(target)).text()
  },
  async connect() {
    const { connect } = await import('node:net')
    const socket = connect(Number(new URL(target).port), '127.0.0.1')
    await new Promise((resolve, reject) => socket.on('connect', resolve).on('error', reject))
    return 'connected'
  },
  async builtin() {
    const net = process.getBuiltinModule('net')
    const socket = net.connect(Number(new URL(target).port), '127.0.0.1')
    await new Promise((resolve, reject) => socket.on('connect', resolve).on('error', reject))
    return 'connected'
  },
  async file() {
    const { readFile } = await import('node:fs/promises')
    return readFile(target, 'utf8')
  },
  async write() {
    const { writeFile } = await import('node:fs/promises')
    await writeFile(target, 'x')
    return 'written'
  },
  async start() {
    const starter = process.getBuiltinModule('child_process')
    return String(starter.execFileSync('id'))
  },
  environment: () => Promise.resolve(Object.keys(Object(Reflect.get(process, 'env'))).join(',')),
  forever() {
    for (;;);
  },
  memory() {
    const all: Buffer[] = []
    for (;;) all.push(Buffer.alloc(32 * 1024 * 1024, 1))
  },
}

try {
  process.stdout.write(`got ${String(await ATTEMPTS[attempt.replace('closed-', '')]?.())}`)
} catch (error) {
  process.stdout.write(`refused ${error instanceof Error ? error.message : ''}`)
}
process.exit(0)
