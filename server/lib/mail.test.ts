import assert from 'node:assert/strict'
import { connect, createServer, type Socket } from 'node:net'
import { test, type TestContext } from 'node:test'
import { listenOnLoopback } from './loopback.ts'
import { createMailer, type MailServer } from './mail.ts'

/** A mail server that takes all, and tells whom it was to send a mail to and what its head was. */
async function listen(t: TestContext) {
  const lines: string[] = []
  const server = createServer((socket: Socket) => {
    let isBody = false
    let rest = ''
    socket.write('220 here\r\n')
    socket.setEncoding('utf8').on('data', (text: string) => {
      const all = (rest + text).split('\r\n')
      rest = all.pop() ?? ''
      for (const line of all) {
        lines.push(line)
        if (isBody && line !== '.') continue
        isBody = line === 'DATA'
        socket.write(isBody ? '354 go on\r\n' : '250 taken\r\n')
      }
    })
    socket.on('error', () => socket.destroy())
  })
  const port = await listenOnLoopback(server)
  t.after(() => server.close())
  return { lines, port }
}

const EVIL = 'Willkommen\r\nBcc: evil@example.net\r\nRCPT TO:<evil@example.net>\r\n\r\nhello'
/** Each of them has a mail library send to evil@example.net. */
const NO_ADDRESSES = [
  'ana@example.eu\r\nBcc: evil@example.net',
  'ana@example.eu, evil@example.net',
  'ana@example.eu; evil@example.net',
  'everybody: evil@example.net;',
  'ana@example.eu <evil@example.net>',
  '"ana@example.eu" evil@example.net',
]
const isTaken = (lines: string[]) => lines.some((line) => /^(?:bcc|rcpt to):.*evil/i.test(line))

/** As a program would that writes what it is given onto the wire. */
async function sendNaively(port: number, subject: string): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  const ended = new Promise((resolve) => socket.on('close', resolve))
  socket.end(`EHLO x\r\nDATA\r\nSubject: ${subject}\r\n\r\nhi\r\n.\r\nQUIT\r\n`)
  socket.resume()
  await ended
}

test('a line break in a name sends the mail to somebody else as well (mail injection)', async (t) => {
  const weak = await listen(t)
  await sendNaively(weak.port, EVIL)
  assert.ok(isTaken(weak.lines), 'the attack is real')

  const { lines, port } = await listen(t)
  const server: MailServer = {
    host: '127.0.0.1',
    port,
    security: 'none',
    user: null,
    password: null,
    from: 'Galerne <galerne@amt.example>',
  }
  const send = createMailer(server)
  await send({ to: 'ana@example.eu', subject: EVIL, text: 'hi' })
  assert.ok(lines.some((line) => line.startsWith('Subject: Willkommen')))
  assert.ok(!isTaken(lines), lines.join('\n'))
  for (const to of NO_ADDRESSES) {
    await assert.rejects(send({ to, subject: 'x', text: 'hi' }), { code: 'invalid_request' }, to)
  }
  assert.ok(!isTaken(lines), lines.join('\n'))
})
