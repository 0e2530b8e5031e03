import { createGateway } from './gateway/gateway.ts'
import { collect } from './gateway/answer-bytes.ts'
import { createId } from './lib/ids.ts'
import type { AskOwnModel } from './screening/names/name-model.ts'
import { ScreeningBlocked } from './screening/screening-blocked.ts'

const MAX_BYTES = 1024 * 1024

/**
 * Asks a model for names, in the name of whoever's words they are: a call with its decision and its place in the ledger, like
 * any other. Each deployment that it would go to, and each fallback, has to be the organisation's own: nothing was held back yet.
 */
export function createOwnModelAsker(parts: Parameters<typeof createGateway>[0]): AskOwnModel {
  const screening = {
    screen({ target }: { target: { name: string; tags: { isOwnHardware: boolean } } }) {
      if (target.tags.isOwnHardware) return null
      throw new ScreeningBlocked(`“${target.name}” is not on your own machines.`)
    },
  }
  const gateway = createGateway({ ...parts, screening })
  return async ({ principal, classification, purpose, body, signal }) => {
    const response = await gateway.call({
      operation: 'chat',
      dialect: 'openai-chat',
      principal,
      classification,
      ...(purpose !== undefined && { purpose }),
      body,
      signal,
      requestId: createId(),
      // The words are somebody's: no rule keeps them once more, and no cache.
      isUnkept: true,
    })
    const bytes = response.whole ?? (await collect(response.body, MAX_BYTES))
    return JSON.parse(bytes.toString())
  }
}
