import { ApiFailure, type FailureCode } from '#sdk/api-failure.ts'
import { createAttachmentsClient, type AttachmentsClient } from '#sdk/attachments.ts'
import { AttachmentProblem, MAX_ATTACHMENTS, type Attachment } from '#wire/attachments.ts'
import type { App } from '../../state/app.ts'
import { createStore, type Store } from '../../state/external-store.ts'
import { preparePicture } from './prepare-picture.ts'
import { uploadFile } from './upload-file.ts'

/** A file that is on its way, or did not arrive. */
export interface Upload {
  key: string
  name: string
  sizeBytes: number
  /** From 0 to 1; at 1 the server reads it. */
  share: number
  /** Why it did not arrive; null: it is on its way. */
  failure: { code: FailureCode; problem: AttachmentProblem | 'too_many' | null } | null
  cancel: () => void
}

export type UploadDesk = ReturnType<typeof createUploadDesk>

const desks = new WeakMap<App, UploadDesk>()

/** One for the whole page: a file goes on arriving while somebody looks at another conversation. */
export function uploadDeskOf(app: App): UploadDesk {
  const desk = desks.get(app) ?? createUploadDesk(app)
  desks.set(app, desk)
  return desk
}

function createUploadDesk({ client, drafts, createKey }: App) {
  const attachments = createAttachmentsClient(client.http)
  const uploads = new Map<string | null, Store<readonly Upload[]>>()
  const known = createStore<ReadonlyMap<string, Attachment>>(new Map())
  const asked = new Set<string>()

  const uploadsOf = (conversationId: string | null) => {
    const store = uploads.get(conversationId) ?? createStore<readonly Upload[]>([])
    uploads.set(conversationId, store)
    return store
  }
  const learn = (attachment: Attachment) =>
    known.set(new Map(known.get()).set(attachment.id, attachment))
  const idsOf = (conversationId: string | null) => drafts.of(conversationId).get().attachmentIds
  const forget = (conversationId: string | null, id: string) =>
    drafts.change(conversationId, {
      attachmentIds: idsOf(conversationId).filter((one) => one !== id),
    })

  const desk = {
    client: attachments,
    http: client.http,
    createKey,
    uploadsOf,
    learn,
    idsOf,
    drafts,
  }
  return {
    client: attachments,
    known,
    uploadsOf,
    learn,
    take: (conversationId: string | null, files: readonly File[]) => {
      for (const file of files) void takeOne(desk, conversationId, file)
    },

    /** After a reload only ids are known. One that has gone leaves the draft. */
    async lookUp(conversationId: string | null, id: string): Promise<void> {
      if (known.get().has(id) || asked.has(id)) return
      asked.add(id)
      try {
        learn(await attachments.get(id))
      } catch (error) {
        const isGone = error instanceof ApiFailure && error.code === 'not_found'
        if (isGone) forget(conversationId, id)
        else asked.delete(id)
      }
    },

    remove(conversationId: string | null, id: string): void {
      forget(conversationId, id)
      // It would go by itself: that it is still there for a day disturbs nobody.
      attachments.remove(id).catch(() => undefined)
    },
  }
}

type Desk = Pick<App, 'createKey' | 'drafts'> & {
  client: AttachmentsClient
  http: App['client']['http']
  uploadsOf: (conversationId: string | null) => Store<readonly Upload[]>
  learn: (attachment: Attachment) => void
  idsOf: (conversationId: string | null) => readonly string[]
}

/** One file from the page to the server and into the draft; what goes wrong stands in its place. */
async function takeOne(desk: Desk, conversationId: string | null, file: File): Promise<void> {
  const { client, http, createKey, uploadsOf, learn, idsOf, drafts } = desk
  const store = uploadsOf(conversationId)
  const controller = new AbortController()
  const key = createKey()
  const patch = (changed: Partial<Upload>) =>
    store.set(store.get().map((one) => (one.key === key ? { ...one, ...changed } : one)))
  const drop = () => store.set(store.get().filter((one) => one.key !== key))
  const cancel = () => {
    controller.abort()
    drop()
  }
  const isTooMany = idsOf(conversationId).length + store.get().length >= MAX_ATTACHMENTS
  const failure = isTooMany ? ({ code: 'invalid_request', problem: 'too_many' } as const) : null
  const { name, size: sizeBytes } = file
  store.set([...store.get(), { key, name, sizeBytes, share: 0, failure, cancel }])
  if (isTooMany) return
  const { signal } = controller
  try {
    const bytes = await preparePicture(file)
    patch({ name: bytes.name, sizeBytes: bytes.size })
    const onProgress = (share: number) => patch({ share })
    const about = { name: bytes.name, conversationId, bytes, signal, onProgress }
    const attachment = await uploadFile(http, about)
    if (signal.aborted) return await client.remove(attachment.id)
    learn(attachment)
    drop()
    drafts.change(conversationId, { attachmentIds: [...idsOf(conversationId), attachment.id] })
  } catch (error) {
    if (!signal.aborted) patch({ failure: toFailure(error) })
  }
}

function toFailure(error: unknown): NonNullable<Upload['failure']> {
  if (!(error instanceof ApiFailure)) return { code: 'unreachable', problem: null }
  const problem = AttachmentProblem.safeParse(error.problem)
  return { code: error.code, problem: problem.success ? problem.data : null }
}
