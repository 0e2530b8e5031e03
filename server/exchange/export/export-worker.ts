import { parentPort } from 'node:worker_threads'
import { createZipWriter } from '#server/lib/documents/zip.ts'
import { messageOf } from '#server/lib/thrown.ts'
import { fill } from '../texts/export-texts.ts'
import { fileNameOf } from './file-names.ts'
import { render } from './render.ts'
import type { FromWorker, ToWorker } from './worker-messages.ts'
import { writeTable } from '../tables/write-table.ts'

let zip: ReturnType<typeof createZipWriter> | undefined
let names = new Set<string>()
let index: string[] = []
let messages: ToWorkerMessages = []
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
      return tell({ type: 'taken' })
    case 'messages':
      messages.push(...message.messages)
      return tell({ type: 'taken' })
    case 'conversation': {
      const { head, about } = message
      const content = await render(message.format, { head, messages, about })
      messages = []
      if (!zip) return send(content)
      const name = fileNameOf(head, message.format, names)
      index.push(
        `- [${(head.title || about.texts.untitled).replaceAll(/[[\]\n]/g, ' ')}](${encodeURI(name)})`,
      )
      return send(zip.add({ name, content }))
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
      send(Buffer.concat([zip.add({ name: 'index.md', content: text }), zip.end()]))
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
