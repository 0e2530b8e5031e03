import { AppError } from '#server/lib/app-error.ts'
import { scanObject, splice, stringAt } from '#server/lib/json-scan.ts'
import type { Overrides } from '../routing/overrides.ts'
import type { Target } from '../routing/target.ts'
import type { ScannedCall } from '../scan.ts'
import { findRawId, isOwnAccount, notYourAccount } from './raw-ids.ts'
import type { Seal } from './seal.ts'
import { findThinker } from './thoughts.ts'

export interface Placing {
  call: ScannedCall
  overrides: Overrides | undefined
}

export interface PlacingContext {
  seal: Seal
  tenantId: string
  /** Those of the model's deployments whose providers speak the Responses API themselves. */
  natives: readonly Pick<Target, 'name' | 'provider'>[]
  /** There are other organisations here. */
  hasNeighbours: boolean
}

/**
 * A call of the Responses API that goes on from something kept goes where that is: to the provider that kept the response,
 * rather to the one that thought the encrypted thoughts, and what needs a memory at all to one that has it. Throws
 * `invalid_request` for a response that is not here.
 */
export function placeResponse(placing: Placing, context: PlacingContext): Placing {
  const { call, overrides } = placing
  const { natives, seal, tenantId } = context
  const said = call.members.find(({ name }) => name === 'previous_response_id')
  const previous = said && stringAt(call.bytes, said)
  const at = (id: string) => natives.filter(({ provider }) => provider.id === id)
  if (said && previous !== undefined) {
    const kept = seal.open(previous, tenantId)
    const there = kept ? at(kept.providerId) : []
    if (!kept || there.length === 0) throw unknownResponse()
    const { start, end } = said
    const bytes = splice(call.bytes, [{ start, end, text: JSON.stringify(kept.id) }])
    return { call: { ...call, bytes, ...scanObject(bytes) }, overrides: only(there, overrides) }
  }
  const raw = context.hasNeighbours ? findRawId(call) : undefined
  if (raw !== undefined) {
    const own = natives.filter(({ provider }) => isOwnAccount(provider, tenantId))
    if (own.length === 0) throw notYourAccount(raw)
    return { call, overrides: only(own, overrides) }
  }
  if (needsMemory(call) && natives.length > 0) return { call, overrides: only(natives, overrides) }
  const [thinker] = at(findThinker(call.bytes) ?? '')
  if (!thinker || overrides?.order) return placing
  return { call, overrides: { models: [], ...overrides, order: [thinker.name] } }
}

/** What the caller wished for beside it cannot be had elsewhere. */
function only(targets: PlacingContext['natives'], overrides: Overrides | undefined): Overrides {
  return { ...overrides, models: [], only: targets.map(({ name }) => name) }
}

const MEMORY = new Set(['conversation', 'prompt', 'background'])

function needsMemory({ bytes, members }: ScannedCall): boolean {
  return members.some(({ name, start, end }) => {
    if (!MEMORY.has(name)) return false
    const value = bytes.toString('latin1', start, Math.min(end, start + 5))
    return value !== 'null' && value !== 'false'
  })
}

function unknownResponse(): AppError {
  return new AppError(
    'invalid_request',
    '“previous_response_id” is wrong: there is no such response of this model here, or its provider kept none. Send the whole conversation in “input” in its place.',
    { param: 'previous_response_id' },
  )
}
