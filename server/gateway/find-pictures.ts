import { readPictureSize, type PictureSize } from '#server/lib/picture-size.ts'
import type { Pictures } from '#server/metering/picture-tokens.ts'
import { walkJson, type JsonLeaf } from '#server/screening/body/walk-json.ts'
import type { ScannedCall } from './scan.ts'

const HINT = Buffer.from('image')
/** Of a picture, as base64: more than any usual header. */
const HEADER_CHARACTERS = 64 * 1024
const DATA_URL = /^data:image\/[\w.+-]{1,40}(?:;[\w=.+-]{1,60})*;base64,/

/** The pictures in a request, by their headers; undefined: there are none. What only looks like one is text, and counted as that. */
export function findPictures({
  bytes,
  members,
}: Pick<ScannedCall, 'bytes' | 'members'>): Pictures | undefined {
  if (!bytes.includes(HINT)) return undefined
  const sizes: (PictureSize | null)[] = []
  let pictureBytes = 0
  let mediaType = ''
  const add = (leaf: JsonLeaf, from: number) => {
    const until = Math.min(leaf.end - 1, from + HEADER_CHARACTERS)
    const size = readPictureSize(Buffer.from(bytes.toString('latin1', from, until), 'base64'))
    // Without a header that says so it may be words, whatever it is called.
    if (size) pictureBytes += leaf.end - from
    sizes.push(size ?? null)
  }
  const visit = (leaf: JsonLeaf) => {
    if (!leaf.isString || leaf.isName) return
    const name = leaf.path.at(-1)
    if (name === 'media_type') mediaType = beginning(bytes, leaf)
    else if (name === 'image_url' || (name === 'url' && isOfPicture(leaf.path))) {
      const head = DATA_URL.exec(beginning(bytes, leaf))?.[0]
      if (head === undefined) sizes.push(null)
      else add(leaf, leaf.start + 1 + head.length)
    } else if (name === 'data' && leaf.path.at(-2) === 'source') {
      if (mediaType.startsWith('image/')) add(leaf, leaf.start + 1)
      mediaType = ''
    }
  }
  for (const { name, start, end } of members) {
    if (WITH_PICTURES.has(name)) walkJson(bytes, { start, end, path: [name] }, visit)
  }
  return sizes.length > 0 ? { bytes: pictureBytes, sizes } : undefined
}

const WITH_PICTURES = new Set(['messages', 'input', 'system'])

function isOfPicture(path: JsonLeaf['path']): boolean {
  const above = path.at(-2)
  return above === 'image_url' || above === 'source'
}

function beginning(bytes: Buffer, { start, end }: JsonLeaf): string {
  return bytes.toString('latin1', start + 1, Math.min(end - 1, start + 160))
}
