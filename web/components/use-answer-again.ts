import { useRef } from 'react'
import type { ApiFailure } from '#sdk/api-failure.ts'
import type { Message } from '#wire/conversations.ts'
import type { StartRun } from '#wire/runs.ts'
import type { Thread } from '../state/thread.ts'
import { useApp } from './app-context.ts'
import { useTask } from './use-task.ts'

export interface AnswerAgain {
  /** Writes another version of the answer. */
  regenerate: () => void
  /** Goes on where the answer broke off. */
  resume: () => void
  isRunning: boolean
  failure: ApiFailure | null
}

export function useAnswerAgain(message: Message, thread: Thread): AnswerAgain {
  const { createKey, language } = useApp()
  const { run, isRunning, failure } = useTask()
  // The same wish, repeated because its answer was lost, must not write two answers.
  const key = useRef<string | null>(null)

  async function start(body: StartRun) {
    key.current ??= createKey()
    const { current } = key
    if (await run(() => thread.start(body, current))) key.current = null
  }

  const interfaceLang = language.language.get()
  const { id, parentId } = message
  return {
    regenerate: () => {
      if (parentId !== null) void start({ kind: 'regenerate', messageId: parentId, interfaceLang })
    },
    resume: () => void start({ kind: 'continue', messageId: id, interfaceLang }),
    isRunning,
    failure,
  }
}
