import { createServer } from 'node:net'
import { portOf } from '../../server/lib/loopback.ts'

/**
 * A provider that costs next to nothing: it answers every plain request with the same bytes, and of every stream it sends
 * the first event and then nothing. Tells its port, and, when asked, how many connections it has.
 */
const BODY = JSON.stringify({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1,
  model: 'soak',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hej!' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11 },
})
const PLAIN = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${BODY.length}\r\n\r\n${BODY}`
const EVENT =
  'data: {"id":"1","object":"chat.completion.chunk","created":1,"model":"soak","choices":[{"index":0,"delta":{"role":"assistant","content":"Hej"},"finish_reason":null}]}\n\n'
const STREAM = `HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n${EVENT.length.toString(16)}\r\n${EVENT}\r\n`

let connections = 0
const server = createServer({ noDelay: true }, (socket) => {
  connections += 1
  let text = ''
  socket.on('data', (bytes) => {
    text += bytes.toString('latin1')
    for (let end = endOf(text); end !== undefined; end = endOf(text)) {
      const isStream = /"stream": ?true/.test(text.slice(0, end))
      text = text.slice(end)
      socket.write(isStream ? STREAM : PLAIN, 'latin1')
    }
  })
  socket.on('error', () => socket.destroy())
  socket.on('close', () => (connections -= 1))
})
process.on('disconnect', () => process.exit())
process.on('message', () => process.send?.({ connections }))
server.listen({ backlog: 4096, port: 0, host: '127.0.0.1' }, () => undefined)
await new Promise((resolve) => server.once('listening', resolve))
process.send?.({ port: portOf(server) })

/** Where the first request ends; undefined: it is not whole. */
function endOf(text: string): number | undefined {
  const head = text.indexOf('\r\n\r\n')
  if (head < 0) return undefined
  const length = Number(/content-length: *(\d+)/i.exec(text.slice(0, head))?.[1] ?? 0)
  const end = head + 4 + length
  return text.length >= end ? end : undefined
}
