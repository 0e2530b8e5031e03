import { download, type DownloadOptions } from './download.ts'
import type { ModelSource } from './source.ts'

/** A file at an address: a mirror of one's own, an object store. Resumes, with `Range` and `If-Range`. */
export function createHttpsSource(options: Omit<DownloadOptions, 'url' | 'headers'>): ModelSource {
  return {
    name: 'https',
    async pull(task) {
      if (task.location.source !== 'https') throw new TypeError('another source’s location')
      await download(task, { ...options, url: task.location.url })
      return { claimedSha256: null }
    },
  }
}
