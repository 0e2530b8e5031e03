import type { I18n } from '@lingui/core'
import { loadCommands, SHORTCUTS, type CommandPlace } from '../../state/commands.ts'
import { readFolders } from '../folders/use-folders.ts'
import { PLACES } from '../shell/places.ts'
import { mayAny } from '../use-rights.ts'
import { OWN_PAGES } from './own-pages.ts'

/** A line of the palette. */
export interface Entry {
  id: string
  label: string
  /** What else it is found by. */
  keywords: string
  section: 'commands' | 'folders' | 'conversations' | 'pages' | 'models'
  chord?: string | undefined
  run: () => unknown
}

/** How many conversations are offered at once: the search of the sidebar has all of them. */
const MAX_CONVERSATIONS = 8

/** All that can be done or gone to from here. */
export async function listEntries(place: CommandPlace, i18n: I18n): Promise<Entry[]> {
  const [commands, pages, folders] = await Promise.all([
    listCommands(place, i18n),
    listPages(place, i18n),
    listFolders(place),
  ])
  return [...commands, ...folders, ...listConversations(place), ...listModels(place), ...pages]
}

async function listFolders({ app, navigate }: CommandPlace): Promise<Entry[]> {
  return (await readFolders(app)).map(({ id, name }) => ({
    id: `folder-${id}`,
    label: name,
    keywords: '',
    section: 'folders',
    run: () => navigate(`/f/${id}`),
  }))
}

async function listCommands(place: CommandPlace, i18n: I18n): Promise<Entry[]> {
  const commands = await loadCommands()
  return commands
    .filter(({ id, when }) => id !== 'palette' && (when?.(place) ?? true))
    .map(({ id, label, keywords, run }) => ({
      id: `command-${id}`,
      label: i18n._(label),
      keywords: keywords ? i18n._(keywords) : '',
      section: 'commands',
      chord: SHORTCUTS[id],
      run: () => run(place),
    }))
}

async function listPages({ may, navigate, app }: CommandPlace, i18n: I18n): Promise<Entry[]> {
  const { ADMIN_SECTIONS } = await import('../../pages/admin/sections.tsx')
  // The names of the administration's pages are in its own catalogue.
  await app.language.loadWorkspace()
  const rights = { has: may }
  return [
    ...PLACES.map(({ href, name, rights: wanted = [] }) => ({ href, name, wanted })),
    ...OWN_PAGES.map(({ href, name }) => ({ href, name, wanted: [] })),
    ...ADMIN_SECTIONS.map(({ path, label, right = [] }) => ({
      href: `/admin/${path}`,
      name: label,
      wanted: right,
    })),
  ]
    .filter(({ wanted }) => mayAny(rights, wanted))
    .map(({ href, name }) => ({
      id: `page-${href}`,
      label: i18n._(name),
      keywords: href.replaceAll(/[/-]/g, ' '),
      section: 'pages',
      run: () => navigate(href),
    }))
}

function listConversations({ app, navigate, conversationId }: CommandPlace): Entry[] {
  return app.conversations.state
    .get()
    .conversations.filter(({ id, title }) => id !== conversationId && title !== '')
    .map(({ id, title }) => ({
      id: `conversation-${id}`,
      label: title,
      keywords: '',
      section: 'conversations',
      run: () => navigate(`/c/${id}`),
    }))
}

/** Another model for the conversation that is open. */
function listModels({ app, conversationId }: CommandPlace): Entry[] {
  if (conversationId === null) return []
  return app.models.state.get().models.map(({ id, name }) => ({
    id: `model-${id}`,
    label: name,
    keywords: id,
    section: 'models',
    run: () => app.conversations.change(conversationId, { modelId: id }),
  }))
}

/** Those that have every word that was typed, at the beginning of one of theirs before elsewhere. */
export function findEntries(entries: readonly Entry[], query: string): Entry[] {
  const words = fold(query).split(/\s+/).filter(Boolean)
  const ranked = entries.flatMap((entry) => {
    const text = ` ${fold(`${entry.label} ${entry.keywords}`)}`
    if (!words.every((word) => text.includes(word))) return []
    return [{ entry, isStart: words.every((word) => text.includes(` ${word}`)) }]
  })
  const sorted = [...ranked.filter(({ isStart }) => isStart), ...ranked.filter((r) => !r.isStart)]
  let conversationCount = 0
  return sorted
    .map(({ entry }) => entry)
    .filter(({ section }) => {
      if (section === 'conversations') conversationCount += 1
      return section !== 'conversations' || conversationCount <= MAX_CONVERSATIONS
    })
}

/** Without accents and capitals: who looks for “reglages” means “Réglages”. */
function fold(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
}
