import { NO_AUTH } from '#server/providers/auth/auth.ts'
import { startFakeServer, type FakeServer } from '#server/providers/fake-server.ts'
import { FAKE_MODELS } from '#server/providers/fake/models.ts'
import { createHttpProvider } from '#server/providers/http-provider.ts'
import { DEFAULT_LIMITS } from '#server/providers/http-transport.ts'
import type { Operation, Provider } from '#server/providers/provider.ts'
import { MISTRAL_QUIRKS, OPENAI_QUIRKS } from '#server/providers/quirks.ts'

/** Two suppliers over true sockets: one with OpenAI's habits, one with Mistral's. */
export interface Suppliers {
  openai: FakeServer
  mistral: FakeServer
  providers: Provider[]
  [Symbol.asyncDispose](): Promise<void>
}

const OF_OPENAI: readonly Operation[] = ['files', 'batches']
const OF_MISTRAL: readonly Operation[] = [
  'files',
  'batch-jobs',
  'agents',
  'conversations',
  'libraries',
]

/** Models are called `openai-…` and `mistral-…` here, and `fake-…` there. */
export async function startSuppliers(): Promise<Suppliers> {
  const openai = await startFakeServer()
  const mistral = await startFakeServer({ flavour: 'mistral' })
  return {
    openai,
    mistral,
    providers: [
      overHttp('openai', openai.baseUrl, OF_OPENAI),
      overHttp('mistral', mistral.baseUrl, OF_MISTRAL),
    ],
    async [Symbol.asyncDispose]() {
      await openai.close()
      await mistral.close()
    },
  }
}

function overHttp(id: string, baseUrl: string, operations: readonly Operation[]): Provider {
  return createHttpProvider({
    id,
    endpoint: { baseUrl, auth: NO_AUTH, apiVersion: null, headers: {} },
    quirks: id === 'mistral' ? MISTRAL_QUIRKS : OPENAI_QUIRKS,
    place: null,
    models: FAKE_MODELS.map((model) => ({ ...model, id: model.id.replace('fake', id) })),
    operations,
    limits: DEFAULT_LIMITS,
  })
}
