/** One field of a form, as the fake reads it. */
export interface FormField {
  name: string
  filename: string | null
  contentType: string | null
  bytes: Buffer
}

/** The fields of `multipart/form-data`. Forgiving: what it cannot read is left out. Format: RFC 7578. */
export function readForm(body: Buffer, contentType: string): FormField[] {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1]
  if (boundary === undefined) return []
  const mark = Buffer.from(`--${boundary}`)
  const fields: FormField[] = []
  let at = body.indexOf(mark)
  while (at >= 0) {
    const start = at + mark.length + 2
    const next = body.indexOf(mark, start)
    if (next < 0) break
    const field = fieldFrom(body.subarray(start, next - 2))
    if (field) fields.push(field)
    at = next
  }
  return fields
}

export function fieldText(fields: FormField[], name: string): string {
  return fields.find((field) => field.name === name)?.bytes.toString('utf8') ?? ''
}

function fieldFrom(part: Buffer): FormField | undefined {
  const end = part.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const head = part.toString('utf8', 0, end)
  const name = /name="([^"]*)"/i.exec(head)?.[1]
  if (name === undefined) return undefined
  return {
    name,
    filename: /filename="([^"]*)"/i.exec(head)?.[1] ?? null,
    contentType: /content-type: *([^\r\n]+)/i.exec(head)?.[1] ?? null,
    bytes: part.subarray(end + 4),
  }
}
