import type { Pulls } from '#server/catalogue/pulls.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { EmbeddedModel } from '#server/models/embedded-model.ts'
import type { Provider } from '#server/providers/provider.ts'
import type { Answers, ModelsState } from './asks.ts'

/** How the models of this machine are, for processes that do not run them. */
export function describeModels(embedded: EmbeddedModel): ModelsState {
  return {
    defaultModelId: embedded.defaultModelId,
    providers: embedded.providers().map((provider) => {
      const models = provider.listModels()
      const states = models.map(({ upstreamName }) => [
        upstreamName,
        provider.stateOf(upstreamName),
      ])
      return { id: provider.id, place: provider.place, models, states: Object.fromEntries(states) }
    }),
  }
}

/** Answers workers about the models of this machine. Their gateways have decided, reserved and keep the record. */
export function answersAboutModels(parts: {
  embedded: EmbeddedModel | undefined
  pulls: Pulls | null
}): Pick<Answers, 'call' | 'listPulls' | 'startPull' | 'stopPull'> {
  const pulls = () => {
    if (parts.pulls) return parts.pulls
    throw new AppError('not_supported', 'This server computes nothing itself (--no-model).')
  }
  return {
    async call({ providerId, body, ...call }, { signal, send }) {
      const all = parts.embedded?.providers() ?? []
      const offers = (one: Provider) =>
        one.listModels().some(({ upstreamName }) => upstreamName === call.model)
      const provider = all.find((one) => one.id === providerId && offers(one))
      if (!provider) throw new AppError('provider_unavailable', 'This model is gone.')
      const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
      const answer = await provider.call({ ...call, body: bytes, signal })
      send({ status: answer.status, headers: answer.headers })
      for await (const piece of answer.body) send(piece)
      return null
    },
    listPulls: () => pulls().list(),
    async startPull({ id }) {
      await pulls().start(id)
      return null
    },
    async stopPull({ id }) {
      await pulls().stop(id)
      return null
    },
  }
}
