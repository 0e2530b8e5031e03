import type { Principal } from '#server/access/principal.ts'
import { AppError } from '#server/lib/app-error.ts'
import { fieldOf } from '#server/lib/field-of.ts'
import { scanObject, splice } from '#server/lib/json-scan.ts'
import type { CallResource, Provider } from '#server/providers/provider.ts'
import { findField, toUpload, type Form, type FormEdit } from '../forms/receive-form.ts'
import { printable } from '../names.ts'
import type { Target } from '../routing/target.ts'
import { readBatchLines, renameModel } from './batch-input.ts'
import { chooseProvider, getProvider, getTarget, type Choosing } from './choose-provider.ts'
import { addLine, type LinesOfModel } from './count-lines.ts'
import { needsOf, type BatchNeed } from './hold-batch.ts'
import { findReferences, type Reference } from './references.ts'
import type { KeptResource, ResourceStore } from './resource-store.ts'
import { toUpstreamPath } from './upstream-path.ts'
import type { ResourceRequest } from './resources.ts'

/** A request as its provider gets it. */
export interface Prepared {
  provider: Provider
  /** Of what is asked of a model; undefined: of none. */
  target: Target | undefined
  /** As the caller named it; null: it named none. */
  model: string | null
  resource: CallResource
  body: Buffer
  isStream: boolean
  /** Of a file for batches: what its lines may come to use. */
  lines?: LinesOfModel[]
  /** Of a new batch: what it may come to use, by model. */
  needs?: BatchNeed[]
}

interface Context {
  request: ResourceRequest
  choosing: Choosing
  store: ResourceStore
  /** What the path names; undefined: nothing yet. */
  known: KeptResource | undefined
}

/** Finds the provider that it is for, whom everything named in it must belong to, and puts its models into that one's words. */
export async function prepare(context: Context): Promise<Prepared> {
  const { request } = context
  const method = request.path.method
  const path = toUpstreamPath(request.url)
  if (request.form) return prepareForm(request.form, path, context)
  const { body } = request
  if (body.length === 0) {
    const provider = providerFor(context, { references: [], model: undefined })
    const resource = { method, path, contentType: null }
    return { provider, target: undefined, model: null, resource, body, isStream: false }
  }
  const { members } = scanObject(body)
  const asked: unknown = JSON.parse(body.toString('utf8'))
  const model = modelIn(asked)
  const references = await resolve(findReferences(asked), context)
  const provider = providerFor(context, { references, model })
  const named = model ?? inherited(references, context.known)
  const target = named === null ? undefined : getTarget(named, provider, context.choosing)
  const member = members.find(({ name }) => name === 'model')
  const edits =
    model !== undefined && member && target
      ? [{ start: member.start, end: member.end, text: JSON.stringify(target.model.upstreamName) }]
      : []
  return {
    provider,
    target,
    model: named,
    resource: { method, path, contentType: 'application/json' },
    body: renameInline(splice(body, edits), asked, { provider, choosing: context.choosing }),
    isStream: fieldOf(asked, 'stream') === true,
    ...(isNewBatch(context) && {
      needs: needsOf({
        body: asked,
        files: references.map(({ resource }) => resource).filter(({ kind }) => kind === 'file'),
        model: named,
        getTarget: (name) => getTarget(name, provider, context.choosing),
      }),
    }),
  }
}

function isNewBatch({ request, known }: Context): boolean {
  const { operation, method } = request.path
  const isBatch = operation === 'batches' || operation === 'batch-jobs'
  return isBatch && method === 'POST' && known === undefined
}

function modelIn(asked: unknown): string | undefined {
  const model = fieldOf(asked, 'model')
  if (model === undefined || model === null) return undefined
  if (typeof model === 'string' && model !== '') return model
  throw new AppError('invalid_request', '“model” must be the name of a model.', { param: 'model' })
}

/** An agent's model is that of what is asked of the agent; a conversation goes on with its own. */
function inherited(references: Resolved[], known: KeptResource | undefined): string | null {
  const agent = references.find(({ resource }) => resource.kind === 'agent')
  return agent?.resource.model ?? known?.model ?? null
}

interface Resolved {
  reference: Reference
  resource: KeptResource
}

/** Throws `not_found` for what is not the caller's. */
async function resolve(references: Reference[], context: Context): Promise<Resolved[]> {
  const resolved: Resolved[] = []
  for (const reference of references) {
    const resource = await findOwn(reference, context.request.principal, context.store)
    checkPurpose(reference, resource)
    resolved.push({ reference, resource })
  }
  return resolved
}

export async function findOwn(
  { kind, id, param }: Reference,
  principal: Principal,
  store: ResourceStore,
): Promise<KeptResource> {
  const [found] = await store.find(principal, kind, id)
  if (found) return found
  throw new AppError('not_found', `There is no ${kind} “${printable(id)}” of yours.`, { param })
}

/** Only what was uploaded for batches was looked through for the models that it names. */
function checkPurpose({ param }: Reference, { object, id }: KeptResource): void {
  if (param !== 'input_file_id' && param !== 'input_files') return
  if (fieldOf(object, 'purpose') === 'batch') return
  const message = `The file “${printable(id)}” was not uploaded for batches: upload it with the purpose “batch”.`
  throw new AppError('invalid_request', message, { param })
}

function providerFor(
  { request, choosing, known }: Context,
  { references, model }: { references: Resolved[]; model: string | undefined },
): Provider {
  const places = new Set([
    ...(known ? [known.providerId] : []),
    ...references.map(({ resource }) => resource.providerId),
  ])
  const [place, another] = places
  if (another !== undefined) {
    throw new AppError('invalid_request', 'What the request names is kept at different providers.')
  }
  const name = request.providerName
  if (place === undefined) return chooseProvider({ name, model }, choosing)
  if (name !== undefined && name !== place) {
    const message = `What the request names is kept at “${place}”, not at “${printable(name)}”.`
    throw new AppError('invalid_request', message)
  }
  return getProvider(place, choosing)
}

interface Renaming {
  provider: Provider
  choosing: Choosing
}

/** Mistral's batch jobs may have their requests in the body, each with a model of its own. */
function renameInline(body: Buffer, asked: unknown, { provider, choosing }: Renaming): Buffer {
  const requests = fieldOf(asked, 'requests')
  if (!Array.isArray(requests)) return body
  const list: unknown[] = requests
  if (!list.some((one) => modelIn(fieldOf(one, 'body')) !== undefined)) return body
  const renamed = list.map((one) => {
    const inner = fieldOf(one, 'body')
    const model = modelIn(inner)
    if (model === undefined) return one
    const { upstreamName } = getTarget(model, provider, choosing).model
    return { ...toRecord(one), body: { ...toRecord(inner), model: upstreamName } }
  })
  return Buffer.from(
    JSON.stringify({ ...toRecord(JSON.parse(body.toString('utf8'))), requests: renamed }),
  )
}

function toRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

async function prepareForm(form: Form, path: string, context: Context): Promise<Prepared> {
  const { request } = context
  const file = form.parts.find(({ name, filename }) => name === 'file' && filename !== null)
  if (!file) {
    const message = '“file” is missing: the form holds no such file.'
    throw new AppError('invalid_request', message, { param: 'file' })
  }
  const isBatch = findField(form, 'purpose')?.text === 'batch'
  let provider = isBatch ? undefined : providerFor(context, { references: [], model: undefined })
  const edits: FormEdit[] = []
  const counts = new Map<string | null, LinesOfModel>()
  if (isBatch) {
    for await (const { named, body } of readBatchLines(form, file)) {
      addLine(counts, body)
      if (!named) continue
      provider ??= providerFor(context, { references: [], model: named.model })
      const { upstreamName } = getTarget(named.model, provider, context.choosing).model
      if (upstreamName !== named.model) edits.push(renameModel(named, upstreamName))
    }
  }
  provider ??= providerFor(context, { references: [], model: undefined })
  const upload = toUpload(form, edits)
  const { method } = request.path
  const resource = { method, path, contentType: form.contentType, upload }
  const lines = [...counts.values()]
  const model = lines.find((one) => one.model !== null)?.model ?? null
  return {
    provider,
    target: undefined,
    model,
    resource,
    body: Buffer.alloc(0),
    isStream: false,
    ...(isBatch && { lines }),
  }
}
