import { createAttachmentsClient } from '#sdk/attachments.ts'
import type { Http } from '#sdk/http.ts'
import { uploadFile } from '../attachments/upload-file.ts'

/** What needs nobody to read it. */
const PLAIN = /\.(?:md|markdown|txt)$/i

/** The words of a file, as models get them; read on the server, and kept nowhere. Throws ApiFailure. */
export async function takeText(http: Http, file: File, signal: AbortSignal): Promise<string> {
  if (PLAIN.test(file.name)) return file.text()
  const client = createAttachmentsClient(http)
  const onProgress = () => undefined
  const { id } = await uploadFile(http, { name: file.name, bytes: file, signal, onProgress })
  try {
    const { text } = await client.getText(id, signal)
    return withoutFence(text)
  } finally {
    await client.remove(id).catch(() => undefined)
  }
}

/** Models see where a file begins and ends; for whoever reads it here there is only the file. */
function withoutFence(text: string): string {
  const [, mark = '', words] = /^<file (\w+)[^\n]*>\n([^]*)$/.exec(text) ?? []
  return words?.endsWith(`\n</file ${mark}>`) ? words.slice(0, -`\n</file ${mark}>`.length) : text
}
