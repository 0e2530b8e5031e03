/** One engine behind plain HTTP, as the measured server: `node engine-host.ts MODEL_FILE OPTIONS_JSON`, port on standard output. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream/promises'
import { createEngineProvider } from '#server/engine/engine-provider.ts'
import { silentLog } from '#server/lib/log.ts'

const [, , path = '', options = '{}'] = process.argv
const model = { id: 'bench', name: 'bench', path, contextTokens: 1e9, languages: [], licence: null }
const provider = createEngineProvider({
  models: [{ ...model, kind: 'chat' }],
  options: JSON.parse(options),
  log: silentLog,
})
await provider.warm('bench')
const server = createServer((request, response) => {
  void answer(request, response).catch((error) => response.destroy(error))
})
server.listen(0, '127.0.0.1', () => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a TCP server's address is never a string
  const { port } = server.address() as AddressInfo
  process.stdout.write(`${port}\n`)
})
process.on('SIGTERM', () => void provider.close().then(() => process.exit(0)))

async function answer(
  request: import('node:http').IncomingMessage,
  response: import('node:http').ServerResponse,
): Promise<void> {
  const body = Buffer.concat(await Array.fromAsync(request))
  const gone = new AbortController()
  response.on('close', () => gone.abort())
  const {
    status,
    headers,
    body: chunks,
  } = await provider.call({
    operation: 'chat',
    dialect: 'openai-chat',
    model: 'bench',
    body,
    isStream: true,
    tenantId: 'bench',
    requestId: 'bench',
    signal: gone.signal,
  })
  response.writeHead(status, headers)
  await pipeline(chunks, response)
}
