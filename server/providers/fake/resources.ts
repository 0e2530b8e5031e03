import type { ProviderCall, ProviderResponse } from '../provider.ts'
import type { Bill } from './bill.ts'
import { createFakeBatches } from './batches.ts'
import { createFakeConversations } from './conversations.ts'
import { createFakeFiles } from './files.ts'
import { json } from './replies.ts'

/** What the fake keeps: the files, batches, agents… of one account, whoever made them. */
export interface FakeResources {
  answer(call: ProviderCall, body: Buffer, bill: Bill): ProviderResponse
}

export interface ResourceRequest {
  method: string
  /** The segments of the path: `['files', 'file-1', 'content']`. */
  segments: string[]
  body: Buffer
  contentType: string
  isStream: boolean
  bill: Bill
}

export function createFakeResources(): FakeResources {
  const files = createFakeFiles()
  const answers: Record<string, (request: ResourceRequest) => ProviderResponse | undefined> = {
    files: (request) => files.answer(request),
    ...createFakeBatches(files),
    ...createFakeConversations(),
  }
  return {
    answer(call, body, bill) {
      const { resource } = call
      const path = resource?.path ?? `/${call.operation}`
      const segments = path.replace(/\?.*/, '').split('/').slice(1).map(decodeURIComponent)
      const request = {
        method: resource?.method ?? 'POST',
        segments,
        body,
        contentType: resource?.contentType ?? 'application/json',
        isStream: call.isStream,
        bill,
      }
      return answers[segments[0] ?? '']?.(request) ?? notFound(segments)
    },
  }
}

function notFound(segments: string[]): ProviderResponse {
  const message = `No such object: ${segments.at(1) ?? segments.join('/')}`
  return json(404, { error: { message, type: 'invalid_request_error', param: 'id', code: null } })
}
