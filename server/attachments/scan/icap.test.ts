import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { test } from 'node:test'
import { createManualClock } from '#server/lib/clock.ts'
import { createIcapScanner } from './icap.ts'
import { createProvenScanner } from './proven-scanner.ts'

const EICAR = String.raw`X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*`
const OPTIONS = (preview: string) =>
  `ICAP/1.0 200 OK\r\nMethods: RESPMOD, REQMOD\r\n${preview}Allow: 204\r\nEncapsulated: null-body=0\r\n\r\n`

interface Said {
  /** Of the file, as far as it came. */
  body: string
  isPreview: boolean
  isAll: boolean
  socket: Socket
}

/** A server as RFC 3507 has it. What it answers, once a preview or all of the file is there, is the test's. */
async function fakeIcap(answer: (said: Said) => void, preview = 'Preview: 8\r\n') {
  const requests: string[] = []
  const server = createServer((socket) => {
    let all = ''
    let hasAsked = false
    let answered = 0
    socket.on('error', () => undefined)
    socket.on('data', (chunk) => {
      all += chunk.toString('latin1')
      if (!hasAsked) {
        if (!all.includes('\r\n\r\n')) return
        hasAsked = true
        requests.push(all)
        all = ''
        socket.write(OPTIONS(preview))
        return
      }
      // Behind three heads: of ICAP, of the request, of the response.
      const [head = '', , , ...parts] = all.split('\r\n\r\n')
      const { body, ends } = readChunks(parts.join('\r\n\r\n'))
      const isPreview = /^Preview:/m.test(head)
      const last = ends.at(-1)
      if (last === undefined || ends.length === answered) return
      answered = ends.length
      const isAll = !isPreview || last === '0; ieof' || ends.length === 2
      requests.push(all)
      answer({ body, isPreview: isPreview && ends.length === 1, isAll, socket })
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  return {
    requests,
    url: `icap://127.0.0.1:${port}/avscan`,
    [Symbol.dispose]: () => void server.close(),
  }
}

function readChunks(text: string): { body: string; ends: string[] } {
  let body = ''
  const ends: string[] = []
  for (let at = 0; at < text.length;) {
    const end = text.indexOf('\r\n', at)
    if (end < 0) break
    const line = text.slice(at, end)
    const length = parseInt(line, 16)
    at = end + 2
    if (length > 0) body += text.slice(at, at + length)
    else ends.push(line)
    at += length + 2
  }
  return { body, ends }
}

const lookAt = (url: string, content: string, timeoutMs = 5_000) =>
  createIcapScanner({ url, timeoutMs }).isClean([Buffer.from(content, 'latin1')])

/** As servers behave: 100 after a preview that is not all, then what they think of the whole. */
const honest = ({ body, isAll, socket }: Said) => {
  if (!isAll) socket.write('ICAP/1.0 100 Continue\r\n\r\n')
  else if (body.includes('EICAR')) {
    const inner = 'HTTP/1.1 403 Forbidden\r\n\r\n'
    socket.write(
      `ICAP/1.0 200 OK\r\nX-Infection-Found: Type=0; Resolution=2; Threat=Eicar;\r\nEncapsulated: res-hdr=0, res-body=${inner.length}\r\n\r\n${inner}0\r\n\r\n`,
    )
  } else socket.write('ICAP/1.0 204 No Content\r\n\r\n')
}

test('only what the server lets pass is clean, whatever its length is to the preview', async () => {
  for (const preview of ['Preview: 8\r\n', 'Preview: 0\r\n', '']) {
    using server = await fakeIcap(honest, preview)
    for (const [content, expected] of [
      ['short', true],
      ['12345678', true],
      ['a longer text than eight letters', true],
      ['long'.repeat(20_000), true],
      [EICAR, false],
      [`${'x'.repeat(66_000)}${EICAR}`, false],
    ] as const) {
      assert.equal(await lookAt(server.url, content), expected, `${preview}${content.slice(0, 20)}`)
    }
    assert.match(server.requests[0] ?? '', /^OPTIONS icap:\/\/127\.0\.0\.1:\d+\/avscan ICAP\/1\.0/)
    assert.match(server.requests[1] ?? '', /Encapsulated: req-hdr=0, res-hdr=45, res-body=104\r\n/)
  }
})

const echo = (body: string, status = '200 OK', more = '') => {
  const inner = `HTTP/1.1 ${status}\r\n${more}\r\n`
  return `ICAP/1.0 200 OK\r\nEncapsulated: res-hdr=0, res-body=${inner.length}\r\n\r\n${inner}${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`
}

test('a server that sends the file back is believed as far as it is the very same file', async () => {
  const content = 'what was sent, longer than a preview'
  for (const [answer, expected] of [
    [echo(content), true],
    [echo(content.replace('sent', 'SENT')), false],
    [echo(`${content} and more`), false],
    [echo(content, '403 Forbidden'), false],
    [echo(content, '200 OK', 'X-Virus-ID: Eicar\r\n'), false],
    ['ICAP/1.0 200 OK\r\nEncapsulated: null-body=0\r\n\r\n', false],
  ] as const) {
    using server = await fakeIcap(({ socket }) => socket.write(answer), '')
    assert.equal(await lookAt(server.url, content), expected, answer)
  }
})

test('what is no answer is no clean file: errors, nonsense, silence, hanging up, and heads without end', async () => {
  const answers: ((said: Said) => void)[] = [
    ({ socket }) => socket.write('ICAP/1.0 500 Server error\r\n\r\n'),
    ({ socket }) => socket.write('HTTP/2 204\r\n\r\n'),
    ({ socket }) => socket.write('ICAP/1.0 204'),
    ({ socket }) => socket.end(),
    ({ socket }) => socket.write('x'.repeat(100_000)),
    // It goes on for ever about wanting more.
    ({ socket }) => socket.write('ICAP/1.0 100 Continue\r\n\r\nICAP/1.0 100 Continue\r\n\r\n'),
  ]
  for (const answer of answers) {
    using server = await fakeIcap(answer)
    await assert.rejects(lookAt(server.url, 'a longer text than eight letters', 300))
  }
  await assert.rejects(lookAt('icap://127.0.0.1:9/avscan', 'x'))
})

test('a scanner whose engine is missing lets everything pass, and is not believed', async () => {
  const blind = ({ isAll, socket }: Said) =>
    socket.write(isAll ? 'ICAP/1.0 204 No Content\r\n\r\n' : 'ICAP/1.0 100 Continue\r\n\r\n')
  let answer: (said: Said) => void = blind
  using server = await fakeIcap((said) => answer(said))
  const clock = createManualClock(0)
  const scanner = createProvenScanner(
    createIcapScanner({ url: server.url, timeoutMs: 5_000 }),
    clock,
  )
  const isClean = () => scanner.isClean([Buffer.from('fine')])
  // Without the proof it looks as if all were well.
  assert.equal(await lookAt(server.url, EICAR), true)
  await assert.rejects(isClean(), /is not looking/)
  answer = honest
  assert.equal(await isClean(), true)
  // Its engine goes while it runs.
  answer = blind
  clock.advance(700_000)
  await assert.rejects(isClean(), /is not looking/)
})
