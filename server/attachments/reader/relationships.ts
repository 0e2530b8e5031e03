import { childrenOf, findFirst, parseXml, type XmlNode } from './xml-reader.ts'
import type { Zip } from './zip-reader.ts'

/** Targets of a part's relationships (Open Packaging Conventions, ECMA-376 part 2), by their id; paths within the archive. */
export function readRelationships(zip: Zip, part: string): Map<string, Relationship> {
  const folder = part.slice(0, part.lastIndexOf('/') + 1)
  const root = parseXml(zip.text(`${folder}_rels/${part.slice(folder.length)}.rels`))
  const list = findFirst(root, 'Relationships')
  const found = new Map<string, Relationship>()
  for (const { attributes } of list ? childrenOf(list, 'Relationship') : []) {
    const { Id: id = '', Target: target = '', Type: type = '', TargetMode: mode } = attributes
    const isOutside = mode === 'External'
    const path = isOutside ? target : resolvePath(folder, target)
    found.set(id, { path, kind: type.slice(type.lastIndexOf('/') + 1), isOutside })
  }
  return found
}

export interface Relationship {
  path: string
  /** `worksheet`, `notesSlide`, `hyperlink`… */
  kind: string
  /** An address of the web, which nobody here visits. */
  isOutside: boolean
}

function resolvePath(folder: string, target: string): string {
  if (target.startsWith('/')) return target.slice(1)
  const parts = folder.split('/').slice(0, -1)
  for (const part of target.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.') parts.push(part)
  }
  return parts.join('/')
}

/** Macros lie in parts of their own, which are not opened. */
export function hasMacros(zip: Zip): boolean {
  return zip.names.some((name) => /vbaProject\.bin$|^Basic\/|^Scripts\//.test(name))
}

/** Of alternatives only one is drawn. */
export function isFallback({ name }: XmlNode): boolean {
  return name === 'Fallback'
}

/** `true`, `1`, `on` or nothing said: switches of OOXML are on where they stand. */
export function isOn(node: XmlNode | undefined): boolean {
  return node !== undefined && !/^(?:0|false|off|none)$/.test(node.attributes['val'] ?? '1')
}
