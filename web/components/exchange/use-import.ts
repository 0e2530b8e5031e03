import { useRef, useState } from 'react'
import type { Classification } from '#wire/classification.ts'
import type { ImportEvent, ImportReport } from '#wire/exchange.ts'
import { useTask } from '../use-task.ts'
import { useExchange } from './use-exchange.ts'

export type ImportProgress = Extract<ImportEvent, { type: 'progress' }>

/** One file: first what would come over, then taking it. */
export function useImport() {
  const client = useExchange()
  const { run, isRunning, failure } = useTask()
  const [progress, setProgress] = useState<ImportProgress | null>(null)
  const [report, setReport] = useState<ImportReport | null>(null)
  const stopping = useRef<AbortController | null>(null)

  async function send(
    file: File,
    mode: 'check' | 'take',
    classification: Classification | null,
  ): Promise<boolean> {
    const controller = new AbortController()
    stopping.current = controller
    setProgress(null)
    const { signal } = controller
    const chosen = classification === null ? {} : { classification }
    const name = file.name.slice(-200)
    const options = { mode, name, ...chosen, onProgress: setProgress, signal }
    return run(async () => {
      try {
        setReport(await client.import(file, options))
      } catch (error) {
        if (!signal.aborted) throw error
      }
    })
  }

  return { send, stop: () => stopping.current?.abort(), isRunning, failure, progress, report }
}
