import { basename, isAbsolute, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AppError } from '../lib/app-error.ts'
import type { PullableModel, SourceLocation } from './catalogue-model.ts'

export interface ReferenceOptions {
  /** What the person expects the file to be; undefined: trust on first use. */
  sha256?: string | undefined
  /** Else made of the file's name. */
  id?: string | undefined
}

/** Whether this is an address rather than the id of a model in the catalogue. */
export const isModelReference = (text: string) => /^(hf|https?|file):/.test(text)

/**
 * Reads `hf:owner/repository/file.gguf` (`@revision` after the repository), `https://…/file.gguf`, `file:path.gguf`.
 * Throws an AppError that shows the right form.
 */
export function parseModelReference(text: string): SourceLocation {
  if (text.startsWith('hf:')) return huggingFaceLocation(text)
  if (text.startsWith('file:')) return { source: 'file', path: filePath(text) }
  if (URL.canParse(text) && /^https?:/.test(text)) return { source: 'https', url: text }
  throw new AppError(
    'invalid_request',
    `"${text}" is not an address of a model. Write hf:owner/repository/file.gguf, ` +
      'https://host/file.gguf or file:/path/file.gguf.',
  )
}

/** A model of which we know nothing but its address. */
export function modelFromReference(
  text: string,
  { sha256, id }: ReferenceOptions = {},
): PullableModel {
  const location = parseModelReference(text)
  const fileName = nameOf(location)
  return {
    id: id ?? idFrom(fileName),
    name: fileName.replace(/\.gguf$/i, ''),
    kind: null,
    sizeBytes: null,
    sha256: sha256 === undefined ? null : checkSha256(sha256),
    licence: null,
    languages: null,
    contextTokens: null,
    memoryBytes: null,
    sources: [location],
  }
}

/** Lower-case hex, with or without `sha256:` before it. */
export function checkSha256(text: string): string {
  const hex = text.toLowerCase().replace(/^sha256[:-]/, '')
  if (/^[0-9a-f]{64}$/.test(hex)) return hex
  throw new AppError('invalid_request', `"${text}" is not a SHA-256: 64 hexadecimal digits.`)
}

function huggingFaceLocation(text: string): SourceLocation {
  const match = /^hf:([\w.-]+\/[\w.-]+)(?:@([\w./-]+?))?\/([^?#]+\.gguf)$/i.exec(text)
  const [, repository, revision = 'main', file] = match ?? []
  if (repository && file && !file.split('/').includes('..')) {
    return { source: 'hugging-face', repository, file, revision }
  }
  throw new AppError(
    'invalid_request',
    `"${text}" does not name a file. Write hf:owner/repository/file.gguf, ` +
      'such as hf:Qwen/Qwen3-0.6B-GGUF/Qwen3-0.6B-Q8_0.gguf.',
  )
}

function filePath(text: string): string {
  if (text.startsWith('file://')) return fileURLToPath(text)
  const path = text.slice('file:'.length)
  return isAbsolute(path) ? path : resolve(path)
}

function nameOf(location: SourceLocation): string {
  if (location.source === 'https')
    return decodeURIComponent(basename(new URL(location.url).pathname))
  if (location.source === 'file') return basename(location.path)
  if (location.source === 'hugging-face') return basename(location.file)
  return location.parts[0]?.package ?? ''
}

function idFrom(fileName: string): string {
  const id = fileName
    .toLowerCase()
    .replace(/\.gguf$/, '')
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/\.{2,}/g, '.')
    .replace(/^[._-]+/, '')
  return id.slice(0, 100) || 'model'
}
