import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createClamdScanner } from './clamd.ts'

const EICAR = String.raw`X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*`

/** clamd as its manual has it, as far as INSTREAM goes. */
async function fakeClamd(where: number | string, answer?: (socket: Socket) => void) {
  const seen: string[] = []
  const server = createServer((socket) => {
    if (answer) return answer(socket)
    let all = Buffer.alloc(0)
    socket.on('error', () => undefined)
    socket.on('data', (chunk) => {
      all = Buffer.concat([all, chunk])
      const content = contentOf(all)
      if (content === undefined) return
      seen.push(content)
      socket.end(
        content.includes('EICAR') ? 'stream: Eicar-Test-Signature FOUND\0' : 'stream: OK\0',
      )
    })
  })
  server.listen(where)
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  return {
    seen,
    address: typeof where === 'string' ? where : `tcp://127.0.0.1:${port}`,
    [Symbol.dispose]: () => void server.close(),
  }
}

/** Undefined: the last chunk has not come yet. */
function contentOf(all: Buffer): string | undefined {
  assert.equal(all.toString('latin1', 0, 10), 'zINSTREAM\0')
  let content = ''
  for (let at = 10; at + 4 <= all.length;) {
    const length = all.readUInt32BE(at)
    if (length === 0) return content
    if (at + 4 + length > all.length) return undefined
    content += all.toString('latin1', at + 4, at + 4 + length)
    at += 4 + length
  }
  return undefined
}

test('clamd gets every byte, by TCP or by a socket, and what it finds is found', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'galerne-test-'))
  for (const where of [0, join(folder, 'clamd.ctl')]) {
    using clamd = await fakeClamd(where)
    const scanner = createClamdScanner({ address: clamd.address, timeoutMs: 5_000 })
    const large = Buffer.alloc(300_000, 'a')
    assert.equal(await scanner.isClean([large, Buffer.from('end')]), true)
    assert.equal(clamd.seen[0], `${large.toString()}end`)
    assert.equal(await scanner.isClean([Buffer.from(EICAR)]), false)
  }
  rmSync(folder, { recursive: true })
})

test('anything but a clear answer is an error: limits, silence, nobody there', async () => {
  const bytes = [Buffer.from('x')]
  using limited = await fakeClamd(0, (socket) => {
    socket.on('error', () => undefined)
    socket.end('INSTREAM size limit exceeded. ERROR\0')
  })
  const scan = (address: string, timeoutMs = 5_000) =>
    createClamdScanner({ address, timeoutMs }).isClean(bytes)
  await assert.rejects(scan(limited.address), /size limit exceeded/)
  const held: Socket[] = []
  using silent = await fakeClamd(0, (socket) => void held.push(socket))
  await assert.rejects(scan(silent.address, 50), /in time|aborted|closed/i)
  for (const socket of held) socket.destroy()
  await assert.rejects(scan('/nowhere/clamd.ctl'), /ENOENT/)
})
