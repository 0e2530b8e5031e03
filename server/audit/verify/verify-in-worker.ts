import { Worker } from 'node:worker_threads'
import type { AuditTrailPart } from '#wire/audit.ts'
import type { TrailReport } from './verify-trail.ts'

/** What the thread is started with. */
export interface VerifyWorkerData {
  /** As signed notes name them. */
  verifiers: string[]
  checkpoints: string[]
  from: number
  /** Base64. */
  prefix: string[]
}

export type VerifyPart = Pick<AuditTrailPart, 'records' | 'leaves'>
export type VerifyAsk = { part: VerifyPart } | 'end'
export type VerifyAnswer = { checked: number } | { report: TrailReport }

export interface VerifyWorker {
  /** Resolves with how many entries were checked so far. */
  add(part: VerifyPart): Promise<number>
  end(): Promise<TrailReport>
  close(): Promise<void>
}

/** Checks in a thread of its own, so that nobody's request waits for a million hashes. */
export function startVerifyWorker(workerData: VerifyWorkerData): VerifyWorker {
  const worker = new Worker(new URL('./verify-worker.ts', import.meta.url), { workerData })
  let waiting: PromiseWithResolvers<VerifyAnswer> | undefined
  const fail = (error: Error) => waiting?.reject(error)
  worker.on('message', (answer: VerifyAnswer) => waiting?.resolve(answer))
  worker.on('error', fail)
  worker.on('exit', () => fail(new Error('The thread that checks the trail ended.')))
  /** One at a time. */
  const ask = (what: VerifyAsk) => {
    waiting = Promise.withResolvers()
    worker.postMessage(what, [])
    return waiting.promise
  }
  return {
    async add({ records, leaves }) {
      const answer = await ask({ part: { records, leaves } })
      return 'checked' in answer ? answer.checked : 0
    },
    async end() {
      const answer = await ask('end')
      if ('report' in answer) return answer.report
      throw new Error('The thread that checks the trail did not finish.')
    },
    async close() {
      await worker.terminate()
    },
  }
}
