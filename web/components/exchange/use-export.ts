import { useLingui } from '@lingui/react/macro'
import { useRef, useState } from 'react'
import type { ExportRequest } from '#wire/exchange.ts'
import { saveFile } from '../../ui/save-file.ts'
import { useTask } from '../use-task.ts'
import { useExchange } from './use-exchange.ts'

type WithoutLang<Request> = Request extends unknown ? Omit<Request, 'lang'> : never
export type ExportWish = WithoutLang<ExportRequest>

/** Fetches a file and hands it to the browser to keep; `bytes` is how much of it is here. */
export function useExport() {
  const { i18n } = useLingui()
  const client = useExchange()
  const { run, isRunning, failure } = useTask()
  const [bytes, setBytes] = useState(0)
  const stopping = useRef<AbortController | null>(null)

  async function start(wish: ExportWish): Promise<boolean> {
    const controller = new AbortController()
    stopping.current = controller
    setBytes(0)
    return run(async () => {
      try {
        const file = await client.export({ ...wish, lang: i18n.locale }, controller.signal)
        const pieces = file.body ? await readAll(file.body, setBytes) : []
        saveFile(file.name, new Blob(pieces), file.type)
      } catch (error) {
        // Whoever stops it knows that it has stopped.
        if (!controller.signal.aborted) throw error
      }
    })
  }

  return { start, stop: () => stopping.current?.abort(), isRunning, failure, bytes }
}

async function readAll(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  onBytes: (bytes: number) => void,
): Promise<Uint8Array<ArrayBuffer>[]> {
  const pieces: Uint8Array<ArrayBuffer>[] = []
  const reader = body.getReader()
  for (let bytes = 0; ; onBytes(bytes)) {
    const { value, done } = await reader.read()
    if (done) return pieces
    pieces.push(value)
    bytes += value.byteLength
  }
}
