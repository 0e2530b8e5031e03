import type { AnswerOrigin } from '#wire/conversations.ts'
import type { ChatGateway } from './assistant/ask-model.ts'
import type { Receipts } from './catalogue/receipts.ts'
import { estimateEnergy } from './metering/energy/estimate-energy.ts'

/** The name of the engine that comes along, as providers know it. */
const EMBEDDED = 'embedded'

/** More answers than are ever written at a time. */
const MAX_OPEN = 5_000

/** The gateway of the assistant, which can say of each call where it was answered and what that took. */
export function withOrigins(gateway: ChatGateway, receipts: Receipts): ChatGateway {
  const open = new Map<string, ReturnType<Receipts['begin']>>()
  return {
    listModels: (principal) => gateway.listModels(principal),
    ...(gateway.refusalOf && { refusalOf: gateway.refusalOf.bind(gateway) }),
    call(call) {
      // Nobody asked for the oldest: it must not wait for ever.
      for (const [id, oldest] of open) {
        if (open.size < MAX_OPEN) break
        oldest.take()
        open.delete(id)
      }
      open.set(call.requestId, receipts.begin(call.requestId))
      return gateway.call(call)
    },
    takeOrigin(requestId) {
      const receipt = open.get(requestId)?.take()
      open.delete(requestId)
      return receipt && toOrigin(receipt)
    },
  }
}

type Receipt = NonNullable<ReturnType<ReturnType<Receipts['begin']>['take']>>

function toOrigin(receipt: Receipt): AnswerOrigin {
  const { providerId, upstreamModel, firstContentMs } = receipt
  const energy =
    upstreamModel === null
      ? undefined
      : estimateEnergy({ ...receipt, isEmbedded: providerId === EMBEDDED, upstreamModel })
  return {
    provider: providerId,
    deployment: upstreamModel,
    place: receipt.place,
    costMicros: receipt.costMicros,
    currency: receipt.currency,
    firstTokenMs: firstContentMs === null ? null : Math.round(firstContentMs),
    elapsedMs: Math.round(receipt.durationMs),
    energy: energy ?? null,
    requestId: receipt.requestId,
  }
}
