import { z } from 'zod'

/** Asks as somebody: `POST /budgets`; the answer of it. Fails where it was refused. */
export type Make = (asked: string, body?: unknown) => Promise<unknown>

/** By the beginning of a path: the id of one thing that is there, and a word that is in it alone. */
export type Things = Readonly<Record<string, string>>

/** Nobody but who may see one of the things reads this anywhere. */
export const MARK = 'periwinkle'

const Made = z.object({ id: z.string() })
const idOf = (answer: unknown) => Made.parse(answer).id

/** Things of one person, whom nobody else may reach, not even who owns the organisation. `friendId`: with whom one thing is shared. */
export async function makeOwnThings(make: Make, friendId: string): Promise<Things> {
  const conversation = idOf(await make('POST /conversations', { title: MARK }))
  const question = { kind: 'message', parentId: null, text: MARK, modelId: 'fake' }
  const started = z
    .object({ runId: z.string(), messages: z.array(Made) })
    .parse(await make(`POST /conversations/${conversation}/runs`, question))
  const to = { kind: 'people', recipients: [{ kind: 'person', id: friendId }] }
  const shared = z.object({ shares: z.array(Made) }).parse(
    await make(`POST /conversations/${conversation}/shares`, {
      mode: 'living',
      to,
      expiresInDays: null,
    }),
  )
  const [share] = shared.shares
  const prompt = {
    scope: 'own',
    groupId: null,
    command: 'a',
    title: MARK,
    description: '',
    lang: null,
    content: { kind: 'prompt', text: MARK, variables: [] },
  }
  const playground = { title: MARK, state: PLAYGROUND, isShared: false }
  const plainText = { source: `${MARK} is a colour.`, standardId: 'cs-plain' }
  return {
    '/conversations': conversation,
    '/runs': started.runId,
    '/messages': started.messages.at(-1)?.id ?? '',
    '/shares': share?.id ?? '',
    '/shared': share?.id ?? '',
    '/memories': idOf(await make('POST /memories', { text: MARK })),
    '/folders': idOf(await make('POST /folders', { name: MARK })),
    '/library': idOf(await make('POST /library', prompt)),
    '/playgrounds': idOf(await make('POST /playgrounds', playground)),
    '/plain-texts': idOf(await make('POST /plain-texts', plainText)),
    '/my/rights-requests': idOf(await make('POST /my/rights-requests', { kind: 'access' })),
  }
}

/** Things of an organisation, which another may not reach. */
export async function makeSharedThings(make: Make, personId: string): Promise<Things> {
  const subject = { kind: 'organisation', id: '' }
  const budget = { subject, period: 'month', currency: 'EUR', softMicros: null, hardMicros: 1e12 }
  const limit = { subject, metric: 'requests', amount: 1_000_000 }
  const rule = {
    name: MARK,
    kind: 'error-rate',
    threshold: 50,
    windowMinutes: 5,
    model: null,
    providerId: null,
    channelIds: [],
    quietHours: null,
    isEnabled: false,
  }
  const channel = {
    kind: 'webhook',
    name: MARK,
    url: 'https://93.184.215.14/',
    isOwnHardware: false,
  }
  const hold = { subjectKind: 'person', subjectId: personId, reason: MARK }
  const asked = { kind: 'access', personId }
  return {
    '/budgets': idOf(await make('POST /budgets', budget)),
    '/limits': idOf(await make('POST /limits', limit)),
    '/keys': idOf(await make('POST /keys', { name: MARK })),
    '/groups': idOf(await make('POST /groups', { name: MARK })),
    '/service-accounts': idOf(await make('POST /service-accounts', { name: MARK })),
    '/glossaries': idOf(await make('POST /glossaries', { name: MARK })),
    '/wordings': idOf(
      await make('POST /wordings', {
        language: 'ga',
        messageId: 'a',
        current: MARK,
        proposed: MARK,
      }),
    ),
    '/use-cases': idOf(await make('POST /use-cases', { purpose: MARK, name: MARK })),
    '/alerts/rules': idOf(await make('POST /alerts/rules', rule)),
    '/alerts/channels': idOf(await make('POST /alerts/channels', channel)),
    '/rights/requests': idOf(await make('POST /rights/requests', asked)),
    '/holds': idOf(await make('POST /holds', hold)),
    '/people': personId,
    '/rights/people': personId,
  }
}

const PLAYGROUND = {
  models: [],
  answers: [],
  prompt: {
    system: '',
    text: MARK,
    images: [],
    temperature: null,
    topP: null,
    maxTokens: null,
    seed: null,
    stop: [],
    tools: '',
    schema: '',
  },
}
