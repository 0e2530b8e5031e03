import type { Classification } from '#wire/classification.ts'
import type { Conversation, Message } from '#wire/conversations.ts'
import type { StartRun } from '#wire/runs.ts'
import type { Principal } from '#server/access/principal.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import { canDo } from '#server/providers/provider-model.ts'
import type { ProviderModel } from '#server/providers/provider.ts'
import type { ChatGateway } from './ask-model.ts'
import type { AttachmentsPort } from './attachments-port.ts'
import type { DetectLanguage } from './detect-language.ts'
import type { MessagesStore } from './messages-store.ts'
import type { AnswerRequest } from './prompt-additions.ts'
import { replyLanguageOf } from './reply-language/reply-language.ts'
import type { NewRun } from './runs-store.ts'
import { toStorableText } from './storable-text.ts'
import { titleFrom } from './title.ts'

/** A run before it is stored, with what is needed to answer. */
export interface RunPlan extends Omit<NewRun, 'processId' | 'maxRunsOfOwner'> {
  principal: Principal
  /** Of the conversation, when it was asked. */
  classification: Classification
  model: ProviderModel
  /** Where the history ends that the model sees. */
  lastMessageId: string
  /** The language to answer in; null: left to the model. */
  lang: string | null
  /** The answer before came in another one: this is told more strongly, and not tried again. */
  isInsisting?: boolean
  /** All that what the model is told may depend on. */
  request: AnswerRequest
}

export interface PlanTools {
  messages: MessagesStore
  gateway: ChatGateway
  /** The model for those who chose none; null: the first that can chat. */
  defaultModelId: () => string | null
  detectLanguage: DetectLanguage
  /** Absent: messages are words alone. */
  attachments?: AttachmentsPort
  clock: Clock
  createId: () => string
}

/** Who asks, in which conversation, and of which message. */
interface Asked {
  principal: Principal
  conversation: Conversation
  /** The one that the request names; undefined: it names none, or there is none. */
  message: Message | undefined
}

/** All that choosing a model depends on. */
interface Choosing {
  principal: Principal
  conversation: Pick<Conversation, 'classification'>
}

type RequestOf<Kind extends StartRun['kind']> = Extract<StartRun, { kind: Kind }>

type Plan = Omit<RunPlan, 'idempotencyKey' | 'requestSha256'>

/** Checks a request against the tree and the models. Throws AppError, nothing stored, where it makes no sense. */
export function planRun(tools: PlanTools, asked: Asked, request: StartRun): Promise<Plan> {
  if (request.kind === 'message') return planMessage(tools, asked, request)
  if (request.kind === 'regenerate') return planRegenerate(tools, asked, request)
  return planContinue(tools, asked)
}

async function planMessage(
  tools: PlanTools,
  asked: Asked,
  request: RequestOf<'message'>,
): Promise<Plan> {
  const { conversation } = asked
  const text = toStorableText(request.text, request.attachmentIds)
  const parent = request.parentId === null ? null : messageOf(asked)
  if (parent && parent.role !== 'assistant') {
    throw new AppError(
      'invalid_request',
      'A message follows an answer, or nothing: parentId is of neither.',
    )
  }
  if (parent?.status === 'streaming') {
    throw new AppError(
      'conflict',
      'The answer above is still being written. Wait for it, or stop it.',
    )
  }
  const model = chooseModel(tools, asked, request.modelId ?? conversation.modelId)
  const { reply, spoken: lang } = await replyLanguageOf(tools.detectLanguage, {
    explicit: request.replyLang,
    pinned: conversation.lang,
    text,
    previous: parent?.lang,
    interface: request.interfaceLang,
  })
  const userMessage: Message = {
    ...newMessage(tools, { parentId: parent?.id ?? null, role: 'user', lang }),
    text,
    ...(await takeParts(tools, { ...asked, model }, request)),
    status: 'complete',
  }
  const plan = answerTo(tools, { asked, question: userMessage, model, lang: reply })
  return {
    ...plan,
    request: { ...plan.request, isSaidNow: true },
    userMessage,
    title: parent ? null : titleFrom(text || nameOfFile(userMessage)),
  }
}

/** The first file's, where there are no words. */
function nameOfFile({ parts = [] }: Message): string {
  const file = parts.find((part) => part.type === 'attachment')
  return file?.name ?? ''
}

/** The files that go along with a message. */
async function takeParts(
  { attachments }: PlanTools,
  { principal, conversation, model }: Asked & { model: ProviderModel },
  { attachmentIds = [] }: RequestOf<'message'>,
): Promise<Pick<Message, 'parts'>> {
  if (attachmentIds.length === 0) return {}
  if (!attachments) throw new AppError('invalid_request', 'Files cannot be sent here.')
  const parts = await attachments.take(principal, {
    attachmentIds,
    conversationId: conversation.id,
    model,
  })
  return { parts }
}

async function planRegenerate(
  tools: PlanTools,
  asked: Asked,
  request: RequestOf<'regenerate'>,
): Promise<Plan> {
  const { conversation } = asked
  const question = messageOf(asked)
  if (question.role !== 'user') {
    throw new AppError('invalid_request', 'Only a message of the user can be answered again.')
  }
  const model = chooseModel(tools, asked, request.modelId ?? conversation.modelId)
  const { reply: lang } = await replyLanguageOf(tools.detectLanguage, {
    explicit: request.replyLang,
    pinned: conversation.lang,
    text: question.text,
    previous: question.lang,
    interface: request.interfaceLang,
  })
  return answerTo(tools, { asked, question, model, lang })
}

async function planContinue(tools: PlanTools, asked: Asked): Promise<Plan> {
  const answer = messageOf(asked)
  if (answer.role !== 'assistant') {
    throw new AppError('invalid_request', 'Only an answer can be gone on with.')
  }
  if (answer.status === 'streaming') {
    throw new AppError('conflict', 'This answer is still being written.')
  }
  const model = chooseModel(tools, asked, answer.modelId)
  const plan = answerTo(tools, { asked, question: answer, model, lang: answer.lang })
  const { principal, conversation } = asked
  const question =
    answer.parentId === null
      ? answer
      : await tools.messages.find(principal.tenantId, {
          conversationId: conversation.id,
          id: answer.parentId,
        })
  return {
    ...plan,
    request: { ...plan.request, question: question ?? answer },
    answer: { ...answer, status: 'streaming', runId: plan.runId, error: null },
    isContinued: true,
  }
}

interface AnswerTo {
  asked: Asked
  question: Message
  model: ProviderModel
  lang: string | null
}

function answerTo(tools: PlanTools, { asked, question, model, lang }: AnswerTo): Plan {
  const { principal, conversation } = asked
  const runId = tools.createId()
  return {
    tenantId: principal.tenantId,
    runId,
    conversationId: conversation.id,
    userMessage: null,
    answer: {
      ...newMessage(tools, { parentId: question.id, role: 'assistant', lang }),
      runId,
      modelId: model.id,
    },
    isContinued: false,
    title: null,
    principal,
    classification: conversation.classification,
    model,
    lastMessageId: question.id,
    lang,
    request: { principal, conversation, question, isSaidNow: false, model, lang },
  }
}

function newMessage(
  { createId, clock }: PlanTools,
  given: Pick<Message, 'parentId' | 'role' | 'lang'>,
): Message {
  return {
    ...given,
    id: createId(),
    text: '',
    status: 'streaming',
    runId: null,
    modelId: null,
    usage: null,
    error: null,
    createdAt: new Date(clock.now()).toISOString(),
  }
}

function messageOf({ message }: Asked): Message {
  if (message) return message
  throw new AppError('not_found', 'That message is not in this conversation.')
}

/** The model that was wanted, else the usual one, else any that may be used. Throws where there is none. */
export function chooseModel(
  { gateway, defaultModelId }: Pick<PlanTools, 'gateway' | 'defaultModelId'>,
  { principal, conversation: { classification } }: Choosing,
  wanted: string | null,
): ProviderModel {
  const models = gateway
    .listModels(principal)
    .map(({ model }) => model)
    .filter((model) => canDo(model, 'chat'))
  const [first] = models
  if (!first) {
    throw new AppError(
      'not_ready',
      'There is no model to answer with yet. Add one with `galerne models pull`, or a provider in galerne.yaml.',
    )
  }
  const id = wanted ?? defaultModelId()
  const found = models.find((model) => model.id === id)
  // What was chosen is refused by the gateway, with the reason; who chose nothing gets what they may use.
  const use = { operation: 'chat', classification } as const
  const isUsable = (model: ProviderModel) => !gateway.refusalOf?.(principal, model.id, use)
  if (wanted === null && !(found && isUsable(found))) return models.find(isUsable) ?? found ?? first
  if (found) return found
  throw new AppError(
    'model_not_found',
    `There is no model “${wanted}” any more. Choose another one.`,
  )
}
