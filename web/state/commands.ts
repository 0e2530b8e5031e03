import type { MessageDescriptor } from '@lingui/core'
import type { Action } from '#wire/actions.ts'
import type { App } from './app.ts'

/** Something that one can do from the keyboard, found in the palette (Ctrl+K) and on the sheet of shortcuts (?). */
export interface Command {
  id: string
  label: MessageDescriptor
  /** Under which heading it is listed. */
  group: 'go' | 'conversation' | 'view'
  /** Other words that one may look for. */
  keywords?: MessageDescriptor
  run: (place: CommandPlace) => unknown
  /** Whether it can be done where one is; absent: always. */
  when?: (place: CommandPlace) => boolean
}

/** Where a command is given, and what it may use. */
export interface CommandPlace {
  app: App
  /** Of the conversation on the screen. */
  conversationId: string | null
  may: (right: Action) => boolean
  navigate: (path: string) => void
}

/**
 * Which keys do what: the id of a command and its chord. Part of the first load, so only keys are here; what they do is in
 * COMMAND_LISTS. A chord is `Mod` (Ctrl, on Apple's machines ⌘), `Shift` and `Alt` in this order, and the key as
 * `KeyboardEvent.key` names it, or its place on the keyboard (`KeyboardEvent.code`) where other keys are held: what Alt and a
 * letter write differs from country to country. Ctrl+Alt is AltGr, which Europe writes with: never use both.
 * One key alone counts only where nobody is writing, and can be switched off like all of them (WCAG 2.1.4).
 */
export const SHORTCUTS: Readonly<Record<string, string>> = {
  palette: 'Mod+KeyK',
  help: '?',
  'new-chat': 'Mod+Shift+KeyO',
  search: 'Mod+Shift+KeyF',
  'focus-message-field': 'Shift+Escape',
  settings: 'Mod+Comma',
  'be-quiet': 'Mod+Period',
  'translate-selection': 'Mod+Shift+KeyL',
}

/** Each part's commands, in a file of its own that is loaded when the first command is looked for: one line a part. */
export const COMMAND_LISTS: readonly (() => Promise<{ COMMANDS: readonly Command[] }>)[] = [
  () => import('../components/help/general-commands.ts'),
  () => import('../components/search/search-commands.ts'),
  () => import('../components/language/language-commands.ts'),
]

export async function loadCommands(): Promise<Command[]> {
  const lists = await Promise.all(COMMAND_LISTS.map((load) => load()))
  return lists.flatMap(({ COMMANDS }) => COMMANDS)
}

/** The command of these keys, if it is one's. `isWriting`: in a field, where single keys write. */
export function commandOfKeys(event: KeyPress, isWriting: boolean): string | undefined {
  const isChord = event.ctrlKey || event.metaKey || event.altKey || event.key === 'Escape'
  if (isWriting && !isChord) return undefined
  const names = new Set([chordOf(event, event.code), chordOf(event, event.key), event.key])
  // Which keys write a character is the keyboard's affair: Shift is no part of it.
  if (isChord) names.delete(event.key)
  return Object.keys(SHORTCUTS).find((id) => names.has(SHORTCUTS[id] ?? ''))
}

export type KeyPress = Pick<
  KeyboardEvent,
  'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'
>

function chordOf({ ctrlKey, metaKey, shiftKey, altKey }: KeyPress, key: string): string {
  return [
    ...(ctrlKey || metaKey ? ['Mod'] : []),
    ...(shiftKey ? ['Shift'] : []),
    ...(altKey ? ['Alt'] : []),
    key,
  ].join('+')
}
