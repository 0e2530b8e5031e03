import { parentPort } from 'node:worker_threads'
import { createZipWriter } from '#server/lib/documents/zip.ts'
import { messageOf } from '#server/lib/thrown.ts'
import { fill } from '../texts/export-texts.ts'
import { fileNameOf, isPacked, placeFiles } from './file-names.ts'
import { render } from './render.ts'
import type { FromWorker, ToWorker } from './worker-messages.ts'
import { writeTable } from '../tables/write-table.ts'

let zip: ReturnType<typeof createZipWriter> | undefined
let names = new Set<string>()
let index: string[] = []
let messages: ToWorkerMessages = []
let places = new Map<string, string>()
let pieces: Uint8Array[] = []
type ToWorkerMessages = Extract<ToWorker, { type: 'messages' }>['messages']

parentPort?.on('message', (message: ToWorker) => {
  handle(message).catch((error: unknown) => tell({ type: 'failed', message: messageOf(error) }))
})

async function handle(message: ToWorker): Promise<void> {
  switch (message.type) {
    case 'begin':
      zip = message.isZip ? createZipWriter() : undefined
      names = new Set(['index.md'])
      index = []
      messages = []
      pieces = []
      return tell({ type: 'taken' })
    case 'messages':
      messages.push(...message.messages)
      return tell({ type: 'taken' })
    case 'conversation': {
      const { head, format } = message
      const name = fileNameOf(head, format, names)
      places = placeFiles(message.files, name.slice(0, -format.length - 1))
      const files = new Map([...places].map(([id, path]) => [id, encodeURI(path)]))
      const about = { ...message.about, ...(files.size > 0 && { files }) }
      const content = await render(format, { head, messages, about })
      messages = []
      if (!zip) return send(content)
      index.push(
        `- [${(head.title || about.texts.untitled).replaceAll(/[[\]\n]/g, ' ')}](${encodeURI(name)})`,
      )
      return send(zip.add({ name, content }))
    }
    case 'piece':
      if (message.isFirst) pieces = []
      pieces.push(message.bytes)
      return tell({ type: 'taken' })
    case 'file': {
      const name = places.get(message.id)
      const content = Buffer.concat(pieces)
      pieces = []
      if (!zip || name === undefined) return tell({ type: 'taken' })
      return send(zip.add({ name, content, isStored: isPacked(name) }))
    }
    case 'table': {
      const content = writeTable(messages[0]?.text ?? '', message)
      if (content) return send(content)
      return tell({ type: 'failed', message: 'no-table' })
    }
    case 'end': {
      if (!zip) return tell({ type: 'done' })
      const { texts } = message.about
      const left = message.leftOut.map((reason) => `- ${fill(texts.leftOut, { reason })}`)
      const text = `# ${texts.conversations}\n\n${[...index, ...left].join('\n')}\n`
      const listing = message.hasIndex ? [zip.add({ name: 'index.md', content: text })] : []
      send(Buffer.concat([...listing, zip.end()]))
      return tell({ type: 'done' })
    }
    default:
      return undefined
  }
}

function send(bytes: Uint8Array): void {
  const own = new Uint8Array(bytes)
  parentPort?.postMessage({ type: 'bytes', bytes: own } satisfies FromWorker, [own.buffer])
}

function tell(message: FromWorker): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port of Node has none
  parentPort?.postMessage(message)
}
