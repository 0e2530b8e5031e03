import type { ExportedHead } from './export-store.ts'

const MAX_NAME_CHARS = 80

/** A name that any system takes, each once: the day and the title. */
export function fileNameOf(
  { title, createdAt }: Pick<ExportedHead, 'title' | 'createdAt'>,
  format: string,
  taken: Set<string>,
): string {
  const base = `${createdAt.slice(0, 10)} ${safeName(title)}`.trim()
  let name = `${base}.${format}`
  for (let at = 2; taken.has(name.toLowerCase()); at += 1) name = `${base} (${at}).${format}`
  taken.add(name.toLowerCase())
  return name
}

/** The folder of an archive that has files which go along; what is imported is never looked for in it. */
export const FILES_FOLDER = 'files'

/** Where each file of a conversation lies in an archive, by its id. */
export function placeFiles(
  files: readonly { id: string; name: string }[],
  folder: string,
): Map<string, string> {
  const taken = new Set<string>()
  return new Map(
    files.map(({ id, name }): [string, string] => {
      const ending = /\.[A-Za-z0-9]{1,10}$/.exec(name)?.[0] ?? ''
      const base = safeName(name.slice(0, name.length - ending.length)) || 'file'
      let path = `${base}${ending}`
      for (let at = 2; taken.has(path.toLowerCase()); at += 1) path = `${base} (${at})${ending}`
      taken.add(path.toLowerCase())
      return [id, `${FILES_FOLDER}/${folder}/${path}`]
    }),
  )
}

/** Packing it once more takes time and wins nothing. */
export function isPacked(name: string): boolean {
  return /\.(?:jpe?g|png|webp|pdf|docx|xlsx|pptx|od[tsp]|zip)$/i.test(name)
}

/** Without what systems, shells and spreadsheets take for something else. */
export function safeName(title: string): string {
  const name = title
    .toWellFormed()
    .normalize('NFC')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}<>:"/\\|?*#%]+/gu, ' ')
    .replaceAll(/\s+/g, ' ')
  return Array.from(name)
    .slice(0, MAX_NAME_CHARS)
    .join('')
    .replaceAll(/^[\s.=+@-]+|[\s.]+$/g, '')
}

/** The header of a download (RFC 6266), with a name in plain letters for those who know no other. */
export function dispositionOf(name: string): string {
  const plain = name.normalize('NFD').replaceAll(/[^\x20-\x7e]|["\\%]/g, '') || 'export'
  const full = encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  )
  return `attachment; filename="${plain}"; filename*=UTF-8''${full}`
}
