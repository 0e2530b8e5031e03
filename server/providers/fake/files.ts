import { randomUUID } from 'node:crypto'
import type { ProviderResponse } from '../provider.ts'
import { fieldText, readForm } from './multipart.ts'
import { binary, json } from './replies.ts'
import type { ResourceRequest } from './resources.ts'

export interface FakeFile {
  id: string
  filename: string
  purpose: string
  bytes: Buffer
}

export interface FakeFiles {
  answer(request: ResourceRequest): ProviderResponse | undefined
  find(id: string): FakeFile | undefined
  add(file: Omit<FakeFile, 'id'>): FakeFile
}

/** Files in the words of OpenAI and Mistral at once: each client reads the fields that it knows. */
export function createFakeFiles(): FakeFiles {
  const files = new Map<string, FakeFile>()
  const add = (file: Omit<FakeFile, 'id'>): FakeFile => {
    const made = { ...file, id: randomUUID() }
    files.set(made.id, made)
    return made
  }
  return {
    add,
    find: (id) => files.get(id),
    answer({ method, segments, body, contentType }) {
      const [, id, part] = segments
      if (id === undefined) {
        if (method === 'POST') return json(200, toFile(add(uploadFrom(body, contentType))))
        const data = [...files.values()].map(toFile)
        return json(200, { object: 'list', data, total: data.length, has_more: false })
      }
      const file = files.get(id)
      if (!file) return undefined
      if (part === 'content') {
        return binary(200, file.bytes, { 'content-type': 'application/octet-stream' })
      }
      if (part === 'url') return json(200, { url: `https://files.example/${id}` })
      if (method === 'GET') return json(200, toFile(file))
      files.delete(id)
      return json(200, { id, object: 'file', deleted: true })
    },
  }
}

function uploadFrom(body: Buffer, contentType: string): Omit<FakeFile, 'id'> {
  const form = readForm(body, contentType)
  const file = form.find(({ name }) => name === 'file')
  return {
    filename: file?.filename ?? 'file',
    purpose: fieldText(form, 'purpose') || 'ocr',
    bytes: Buffer.from(file?.bytes ?? ''),
  }
}

function toFile({ id, filename, purpose, bytes }: FakeFile): object {
  return {
    id,
    object: 'file',
    filename,
    purpose,
    bytes: bytes.length,
    size_bytes: bytes.length,
    created_at: 1_709_000_000,
    sample_type: purpose === 'batch' ? 'batch_request' : 'ocr_input',
    source: 'upload',
    mimetype: null,
    status: 'processed',
    deleted: false,
  }
}
