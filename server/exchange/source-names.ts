import type { ImportSource } from '#wire/exchange.ts'

/** As people know the programs. */
const SOURCE_NAMES: Record<ImportSource, string> = {
  chatgpt: 'ChatGPT',
  claude: 'Claude',
  'le-chat': 'Le Chat',
  librechat: 'LibreChat',
  'open-webui': 'Open WebUI',
  galerne: 'Galerne',
  markdown: 'Markdown',
  other: 'JSON',
}

export function sourceName(source: string): string {
  return Object.entries(SOURCE_NAMES).find(([key]) => key === source)?.[1] ?? source
}
