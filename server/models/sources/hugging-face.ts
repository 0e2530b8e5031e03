import { download, type DownloadOptions } from './download.ts'
import type { ModelSource } from './source.ts'

export interface HuggingFaceOptions extends Omit<DownloadOptions, 'url' | 'headers'> {
  /** A mirror that speaks the same; else `HF_ENDPOINT`, else huggingface.co. */
  endpoint?: string
}

/** A file of a repository on Hugging Face or a mirror of it. `HF_TOKEN` opens gated ones. */
export function createHuggingFaceSource(options: HuggingFaceOptions): ModelSource {
  const { HF_ENDPOINT, HF_TOKEN } = options.environment
  const endpoint = options.endpoint || HF_ENDPOINT || 'https://huggingface.co'
  return {
    name: 'hugging-face',
    async pull(task) {
      if (task.location.source !== 'hugging-face') throw new TypeError('another source’s location')
      const { repository, file, revision } = task.location
      const path = [...repository.split('/'), 'resolve', revision, ...file.split('/')]
      const url = `${endpoint.replace(/\/+$/, '')}/${path.map(encodeURIComponent).join('/')}`
      const headers = HF_TOKEN && isPrivate(url) ? { authorization: `Bearer ${HF_TOKEN}` } : {}
      const answer = await download(task, { ...options, url, headers }).catch((error: unknown) => {
        throw explained(error, repository)
      })
      return { claimedSha256: claimedSha256(answer.headers) }
    },
  }
}

/** A token never crosses a network in the clear. */
function isPrivate(url: string): boolean {
  const { protocol, hostname } = new URL(url)
  return protocol === 'https:' || ['127.0.0.1', 'localhost', '[::1]'].includes(hostname)
}

/** For files in large-file storage its first answer carries their SHA-256: its own claim, but better than none. */
function claimedSha256(headers: Record<string, unknown>[]): string | null {
  const tag = headers.map((each) => each['x-linked-etag']).find((each) => typeof each === 'string')
  return /^"?([0-9a-f]{64})"?$/.exec(tag ?? '')?.[1] ?? null
}

function explained(error: unknown, repository: string): unknown {
  if (!(error instanceof Error) || !/answered 40[13]/.test(error.message)) return error
  return new Error(
    `${error.message}. If ${repository} asks its readers to accept a licence, accept it there with your account, ` +
      'make a token that may read, and set HF_TOKEN',
    { cause: error },
  )
}
