import { AppError } from '#server/lib/app-error.ts'
import type { Operation } from '#server/providers/provider.ts'
import type { OperationQuirks } from '#server/providers/operation-quirks.ts'
import type { Quirks } from '#server/providers/quirks.ts'
import type { ScannedCall } from '../scan.ts'

/**
 * The quirks that hold for an operation other than a conversation: those of conversations concern no other, but for the
 * fields that a provider refuses everywhere. Throws `not_supported` for a wish that the provider cannot meet.
 */
export function adaptOperation(
  call: ScannedCall,
  quirks: Quirks,
): { call: ScannedCall; quirks: Quirks } {
  const own = quirks.operations?.[call.operation]
  if (own?.refuse) checkWishes(call, own.refuse)
  const isText = CONVERSATION_LIKE.has(call.operation)
  const usage = call.operation === 'completions' ? quirks.streamUsage : 'always'
  const nulls = call.members.filter(({ name, start, end }) => {
    // vLLM refuses a format that is null.
    return name === 'encoding_format' && call.bytes.toString('latin1', start, end) === 'null'
  })
  const { takes, ...rest } = quirks
  return {
    call,
    quirks: {
      ...rest,
      ...(isText && takes && { takes }),
      streamUsage: usage,
      rename: isText ? quirks.rename : (own?.rename ?? {}),
      drop: [...(isText ? quirks.drop : (own?.drop ?? [])), ...nulls.map(({ name }) => name)],
      dropFromMessages: [],
    },
  }
}

/** They take the parameters of conversations. */
const CONVERSATION_LIKE: ReadonlySet<Operation> = new Set<Operation>(['fim', 'completions'])

function checkWishes(call: ScannedCall, refuse: NonNullable<OperationQuirks['refuse']>): void {
  for (const { name, start, end } of call.members) {
    const harmless = Object.hasOwn(refuse, name) ? refuse[name] : undefined
    if (!harmless) continue
    const value: unknown = JSON.parse(call.bytes.toString('utf8', start, end))
    if (value === null || harmless.some((one) => one === value)) continue
    throw new AppError(
      'not_supported',
      `“${name}” is not known to the provider of this model. Leave it out, or choose another model.`,
      { param: name },
    )
  }
}
