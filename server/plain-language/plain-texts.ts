import type {
  CreatePlainText,
  DecideFact,
  HandOverPlainText,
  PlainExportFormat,
  PlainText,
  PlainTextHead,
  RewriteEvent,
  RewritePlainText,
  UpdatePlainBlock,
  UpdatePlainText,
} from '#wire/plain-language.ts'
import type { Principal } from '#server/access/principal.ts'
import { authorize } from '#server/access/authorize.ts'
import { requireAllowed } from '#server/access/require-allowed.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import { createId, isId } from '#server/lib/ids.ts'
import { describeHead, describeText, hashesOf, wholeText, type Viewer } from './describe-text.ts'
import {
  changedMeanwhile,
  type PlainTextsStore,
  type StoredHead,
  type StoredText,
} from './plain-texts-store.ts'
import { placeText, type Placing } from './place-text.ts'
import { splitBlocks } from './split-blocks.ts'
import { findStandard } from './standards/standards.ts'
import type { Standard } from './standards/standard.ts'
import { writeWithModel, type ModelTools } from './write-with-model.ts'

export interface PlainTextsOptions extends ModelTools, Placing {
  store: PlainTextsStore
  clock: Clock
  /** People of the organisation. */
  people: {
    nameOf: (tenantId: string, personId: string) => string | null
    find: (tenantId: string, personId: string) => Principal | undefined
  }
  /** Whether nobody may sign what they wrote themselves. */
  isFourEyes: (tenantId: string) => Promise<boolean>
  /** Makes the file; the sign-off is a line of it. */
  writeFile: (wanted: FileWanted) => Promise<PlainFile>
  /** A person answers for this text now. Absent: nobody keeps statements about texts. */
  onSigned?: (principal: Principal, signed: SignedText) => Promise<void>
}

export interface FileWanted {
  format: PlainExportFormat
  title: string
  lang: string
  author: string
  text: string
  classification: PlainTextHead['classification']
  standardName: string
  modelIds: readonly string[]
  signOff: PlainText['signOff']
}

export interface PlainFile {
  name: string
  type: string
  bytes: Buffer
}

export interface SignedText {
  text: string
  modelId: string | null
  /** A person changed what the model wrote. */
  isChanged: boolean
  isFourEyes: boolean
  at: string
}

export type PlainTexts = ReturnType<typeof createPlainTexts>

/** Texts in plain language: made by a model, gone through and answered for by people. */
export function createPlainTexts(options: PlainTextsOptions) {
  const get = createGetter(options)
  return {
    get,
    ...ownCalls(options, get),
    ...changeCalls(options, get),
    ...modelCalls(options, get),
    ...endCalls(options, get),
  }
}

type Get = (principal: Principal, id: string) => Promise<PlainText>

function createGetter(options: PlainTextsOptions): Get {
  return async (principal, id) => {
    requireAllowed(principal, 'conversation.read', { kind: 'plain-text', id })
    const text = await find(options, principal, id)
    return describeText(text, standardOf(text.standardId), await viewerOf(options, principal))
  }
}

function ownCalls(options: PlainTextsOptions, get: Get) {
  const { store, clock } = options
  return {
    async list(principal: Principal): Promise<PlainTextHead[]> {
      requireAllowed(principal, 'conversation.read', { kind: 'plain-text' })
      const viewer = await viewerOf(options, principal)
      const heads = (await store.list(principal)).filter((head) => isSeenBy(principal, head))
      return heads.map((head) => describeHead(head, viewer))
    },

    async create(principal: Principal, wish: CreatePlainText): Promise<PlainText> {
      const { classification, isTainted } = await placeText(options, principal, wish)
      const { lang } = standardOf(wish.standardId)
      const sources = splitBlocks(storable(wish.source))
      const [first] = sources
      if (first === undefined) {
        throw new AppError('invalid_request', 'There is no text yet. Paste one first.')
      }
      const id = createId()
      const title = wish.title?.trim() || titleFrom(first)
      const blocks = sources.map((source) => ({ id: createId(), source }))
      const at = new Date(clock.now())
      const { standardId } = wish
      await store.insert(principal, {
        id,
        title,
        standardId,
        lang,
        classification,
        isTainted,
        blocks,
        at,
      })
      return get(principal, id)
    },

    async update(principal: Principal, id: string, to: UpdatePlainText): Promise<PlainText> {
      requireAllowed(principal, 'conversation.write', { kind: 'plain-text', id })
      const text = await findToWrite(options, principal, id)
      const standardId = to.standardId ?? text.standardId
      const { lang } = standardOf(standardId)
      const title = to.title?.trim() || text.title
      await store.update(principal, id, { title, standardId, lang, at: new Date(clock.now()) })
      return get(principal, id)
    },
  }
}

function changeCalls(options: PlainTextsOptions, get: Get) {
  const { store, clock } = options
  return {
    async writeBlock(
      principal: Principal,
      place: { id: string; blockId: string },
      { text, version }: UpdatePlainBlock,
    ): Promise<PlainText> {
      const { id, blockId } = place
      requireAllowed(principal, 'conversation.write', { kind: 'plain-text', id })
      await findToWrite(options, principal, id)
      if (!isId(blockId)) throw new AppError('not_found', 'There is no such part.')
      const at = new Date(clock.now())
      const writing = { textId: id, blockId, version, text: storable(text), made: null, at }
      await store.writeBlock(principal, writing)
      return get(principal, id)
    },

    async decide(principal: Principal, id: string, wish: DecideFact): Promise<PlainText> {
      requireAllowed(principal, 'conversation.write', { kind: 'plain-text', id })
      refuseMachines(principal)
      await find(options, principal, id)
      const { differences } = (await get(principal, id)).check
      if (!differences.some(({ key }) => key === wish.key)) {
        throw new AppError('not_found', 'There is no such difference any more.')
      }
      await store.decide(principal, id, { ...wish, at: new Date(clock.now()) })
      return get(principal, id)
    },

    async remove(principal: Principal, id: string): Promise<void> {
      requireAllowed(principal, 'conversation.write', { kind: 'plain-text', id })
      const text = await find(options, principal, id)
      if (text.ownerId !== principal.id) throw notFound()
      await store.remove(principal, id)
    },
  }
}

function modelCalls(options: PlainTextsOptions, get: Get) {
  return {
    /** Parts as they are rewritten; each is stored before it is told as kept. Ends when the caller leaves. */
    async rewrite(
      principal: Principal,
      id: string,
      { wish, signal }: { wish: RewritePlainText; signal: AbortSignal },
    ): Promise<AsyncGenerator<RewriteEvent>> {
      requireAllowed(principal, 'conversation.write', { kind: 'plain-text', id })
      await findToWrite(options, principal, id)
      const text = await findForModel(options, principal, id)
      const standard = standardOf(text.standardId)
      return writeWithModel(options, { principal, text, standard, wish, signal }).rewrite()
    },

    /** Asks a model which statements were lost or added; its opinions are then part of the text. */
    async readSecond(
      principal: Principal,
      id: string,
      { wish, signal }: { wish: RewritePlainText; signal: AbortSignal },
    ): Promise<AsyncGenerator<RewriteEvent>> {
      const text = await findForModel(options, principal, id)
      const standard = standardOf(text.standardId)
      const { textSha256: sha256 } = hashesOf(text)
      const writing = { principal, text, standard, wish, signal }
      return writeWithModel(options, writing).readSecond((opinions) =>
        options.store.keepOpinions(principal, id, { opinions, sha256 }),
      )
    },

    async export(principal: Principal, id: string, format: PlainExportFormat): Promise<PlainFile> {
      requireAllowed(principal, 'conversation.export', { kind: 'plain-text', id })
      const text = await find(options, principal, id)
      const { title, lang, classification, ownerName, signOff } = await get(principal, id)
      const context = { classification }
      requireAllowed(principal, 'conversation.export', { kind: 'plain-text', id, context })
      const modelIds = [...new Set(text.blocks.flatMap(({ modelId }) => modelId ?? []))]
      const { name: standardName } = standardOf(text.standardId)
      return options.writeFile({
        format,
        title,
        lang,
        author: ownerName,
        text: wholeText(text.blocks),
        classification,
        standardName,
        modelIds,
        signOff,
      })
    },
  }
}

function endCalls(options: PlainTextsOptions, get: Get) {
  const { store, clock, people, onSigned } = options
  return {
    /** To a colleague who reads it, or back to whoever wrote it. */
    async handOver(
      principal: Principal,
      id: string,
      { reviewerId }: HandOverPlainText,
    ): Promise<PlainTextHead[]> {
      requireAllowed(principal, 'conversation.share', { kind: 'plain-text', id })
      const text = await find(options, principal, id)
      if (reviewerId !== null) {
        if (text.ownerId !== principal.id) {
          throw new AppError('forbidden', 'Whoever wrote it chooses who reviews it. Hand it back.')
        }
        const { classification } = text
        const about = { kind: 'plain-text', id, context: { classification } } as const
        requireAllowed(principal, 'conversation.share', about)
        const reviewer = people.find(principal.tenantId, reviewerId)
        if (!reviewer) throw new AppError('not_found', 'There is no such person.')
        if (reviewerId === text.ownerId) {
          throw new AppError('invalid_request', 'Choose somebody else than who wrote it.')
        }
      }
      await store.handOver(principal, id, { reviewerId, at: new Date(clock.now()) })
      const viewer = await viewerOf(options, principal)
      return (await store.list(principal)).map((head) => describeHead(head, viewer))
    },

    async sign(principal: Principal, id: string, version: number): Promise<PlainText> {
      requireAllowed(principal, 'conversation.write', { kind: 'plain-text', id })
      refuseMachines(principal)
      const text = await find(options, principal, id)
      // What is hashed is what was looked at, whoever writes meanwhile.
      if (text.version !== version) throw changedMeanwhile()
      const viewer = await viewerOf(options, principal)
      const { obstacles } = describeText(text, standardOf(text.standardId), viewer)
      const [obstacle] = obstacles
      if (obstacle !== undefined) throw new AppError('conflict', OBSTACLES[obstacle])
      const isFourEyes = text.ownerId !== principal.id
      const at = new Date(clock.now())
      const { standardId, reviewerId } = text
      const seen = { id, version, standardId, reviewerId }
      await store.sign(principal, { ...seen, ...hashesOf(text), isFourEyes, at })
      await onSigned?.(principal, {
        text: wholeText(text.blocks),
        modelId: text.blocks.findLast(({ modelId }) => modelId !== null)?.modelId ?? null,
        isChanged: text.blocks.some((block) => block.made !== block.text),
        isFourEyes,
        at: at.toISOString(),
      })
      return get(principal, id)
    },
  }
}

const OBSTACLES: Readonly<Record<PlainText['obstacles'][number], string>> = {
  'not-rewritten': 'Some parts have no text yet. Write them before you sign.',
  'open-facts': 'Some facts are still open. Go through them before you sign.',
  'four-eyes':
    'Your organisation demands four eyes: somebody else has to sign what you wrote. Hand it over.',
  'not-reviewer': 'It was handed over: whoever reviews it signs it, or hands it back.',
}

async function viewerOf(
  { people, isFourEyes }: PlainTextsOptions,
  { tenantId, id }: Principal,
): Promise<Viewer> {
  return {
    id,
    isFourEyes: await isFourEyes(tenantId),
    nameOf: (personId) => people.nameOf(tenantId, personId),
  }
}

async function find(
  { store }: PlainTextsOptions,
  principal: Principal,
  id: string,
): Promise<StoredText> {
  const text = isId(id) ? await store.find(principal, id) : undefined
  if (text && isSeenBy(principal, text)) return text
  throw notFound()
}

/** A class may ask more of whoever reads it than they have shown. */
function isSeenBy(principal: Principal, { id, ownerId, classification }: StoredHead): boolean {
  if (ownerId === principal.id) return true
  const { tenantId } = principal
  const about = { kind: 'plain-text', id, tenantId, ownerId, context: { classification } } as const
  return authorize(principal, 'conversation.read', about).isAllowed
}

/** Whoever wrote it, or has it to review; but where nobody may sign what they wrote, a reviewer writes nothing. */
async function findToWrite(
  options: PlainTextsOptions,
  principal: Principal,
  id: string,
): Promise<StoredText> {
  const text = await find(options, principal, id)
  if (text.ownerId === principal.id || !(await options.isFourEyes(principal.tenantId))) return text
  throw new AppError(
    'conflict',
    'Your organisation demands four eyes: whoever signs a text does not write it. Hand it back to be changed.',
  )
}

async function findForModel(
  options: PlainTextsOptions,
  principal: Principal,
  id: string,
): Promise<StoredText> {
  requireAllowed(principal, 'conversation.write', { kind: 'plain-text', id })
  const text = await find(options, principal, id)
  const { classification } = text
  requireAllowed(principal, 'run.start', { kind: 'plain-text', id, context: { classification } })
  return text
}

function standardOf(id: string): Standard {
  const standard = findStandard(id)
  if (standard) return standard
  throw new AppError('invalid_request', 'There is no such way of writing. Choose one of the list.')
}

/** A program cannot answer for anything. */
function refuseMachines({ kind }: Principal): void {
  if (kind === 'person') return
  throw new AppError('forbidden', 'Only a person can decide about facts and sign a text.')
}

function titleFrom(source: string): string {
  const line = source.split('\n').find((one) => /\p{L}/u.test(one)) ?? ''
  const plain = line.replaceAll(/[#*_`>|]|\p{Cc}|[\u202A-\u202E\u2066-\u2069]/gu, ' ').trim()
  return (plain.length > 80 ? `${plain.slice(0, 79).trimEnd()}…` : plain).toWellFormed() || '–'
}

/** What a database keeps as it came, and what nobody sees left out; lines end as ours do. */
function storable(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/\r\n?/gu, '\n')
    .replaceAll(/[^\P{Cc}\n\t]/gu, '')
    .replaceAll(/[\u202A-\u202E\u2066-\u2069]/gu, '')
}

function notFound(): AppError {
  return new AppError('not_found', 'There is no such text.')
}
