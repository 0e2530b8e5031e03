import { AppError } from '../lib/app-error.ts'
import { createId } from '../lib/ids.ts'
import type { ProviderCall } from '../providers/provider.ts'
import type { CountJob, EmbedJob, EngineEvent } from './engine-messages.ts'
import type { OpenModel } from './open-model.ts'

type Job = Omit<EmbedJob, 'id' | 'tenantId'> | Omit<CountJob, 'id' | 'tenantId'>
type AnswerTo<J extends Job> = Extract<
  EngineEvent,
  { type: J['type'] extends 'embed' ? 'embedded' : 'counted' }
>

/** Puts a job to the engine that has one answer. Throws AppError where it fails, or its caller leaves. */
export function ask<J extends Job>(
  { supervisor }: OpenModel,
  { tenantId, signal }: ProviderCall,
  job: J,
): Promise<AnswerTo<J>> {
  const id = createId()
  const wanted = job.type === 'embed' ? 'embedded' : 'counted'
  const isAnswer = (event: EngineEvent): event is AnswerTo<J> => event.type === wanted
  return new Promise((resolve, reject) => {
    const abort = () => {
      supervisor.cancel(id)
      reject(new AppError('cancelled', 'The caller went away.'))
    }
    signal.addEventListener('abort', abort, { once: true })
    supervisor.submit({ ...job, id, tenantId }, (event) => {
      if (isAnswer(event)) resolve(event)
      else if (event.type === 'failed')
        reject(new AppError(event.error.code, event.error.message, event.error))
      else return
      signal.removeEventListener('abort', abort)
    })
  })
}
