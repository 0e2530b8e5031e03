import type { z } from 'zod'
import type { ProposeWording, WordingProposal } from '#wire/wordings.ts'
import type { Principal } from '#server/access/principal.ts'
import { requireAllowed } from '#server/access/require-allowed.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import { isId } from '#server/lib/ids.ts'
import { ownerOf } from '../conversations-store.ts'
import type { StoredWording, WordingsStore } from './wordings-store.ts'

export interface WordingsOptions {
  store: WordingsStore
  clock: Clock
  createId: () => string
}

export type Wordings = ReturnType<typeof createWordings>

/** Nobody reads more of one person, and nobody fills the list alone. */
const MAX_OF_PERSON = 200
const MAX_LISTED = 5_000

/** What people propose for the interface in their language, for whoever looks after it. */
export function createWordings({ store, clock, createId }: WordingsOptions) {
  const list = async (principal: Principal, language: string | null): Promise<StoredWording[]> => {
    requireAllowed(principal, 'assistant.manage', { kind: 'organisation' })
    return store.list(principal.tenantId, language, MAX_LISTED)
  }
  return {
    async propose(
      principal: Principal,
      wish: z.output<typeof ProposeWording>,
    ): Promise<WordingProposal> {
      requireAllowed(principal, 'conversation.write', { kind: 'conversation' })
      requireSamePlaces(wish)
      const wording = {
        id: createId(),
        language: wish.language,
        messageId: wish.messageId,
        source: storable(wish.source),
        current: storable(wish.current),
        proposed: storable(wish.proposed),
        reason: storable(wish.reason),
        createdAt: new Date(clock.now()),
      }
      if (await store.put(ownerOf(principal), wording, MAX_OF_PERSON)) return toWire(wording)
      throw new AppError(
        'rate_limited',
        `You have proposed ${MAX_OF_PERSON} texts already. Wait until somebody has looked at them.`,
      )
    },

    list: async (principal: Principal, language: string | null): Promise<WordingProposal[]> =>
      (await list(principal, language)).map(toWire),

    /** For the catalogues: gettext’s format, each proposal marked as one that somebody has to look at. */
    async toPo(principal: Principal, language: string | null): Promise<string> {
      return (await list(principal, language)).map(toPoEntry).join('\n')
    },

    async toCsv(principal: Principal, language: string | null): Promise<string> {
      const rows = (await list(principal, language)).map((each) => [
        each.language,
        each.messageId,
        each.source,
        each.current,
        each.proposed,
        each.reason,
        each.createdAt.toISOString(),
      ])
      const head = ['language', 'id', 'english', 'current', 'proposed', 'reason', 'on']
      return [head, ...rows].map((row) => `${row.map(toCell).join(',')}\r\n`).join('')
    },

    /** Taken over, or not: it is off the list. */
    async remove(principal: Principal, id: string): Promise<void> {
      requireAllowed(principal, 'assistant.manage', { kind: 'organisation' })
      if (isId(id) && (await store.remove(principal.tenantId, id))) return
      throw new AppError('not_found', 'There is no such proposal.')
    },
  }
}

/** Variables and tags are what the page puts in: a proposal that loses one cannot be taken over. */
function requireSamePlaces({ current, proposed }: { current: string; proposed: string }): void {
  const [wanted, found] = [placesOf(current), placesOf(proposed)]
  if (wanted === found) return
  throw new AppError(
    'invalid_request',
    `Keep what stands in braces and angle brackets as it is: ${wanted === '' ? 'there is none' : wanted}.`,
    { param: 'proposed' },
  )
}

function placesOf(text: string): string {
  return [...new Set(text.match(/\{\w+|<\/?\d+\/?>/g))].toSorted().join(' ')
}

function toPoEntry({ language, messageId, source, current, proposed, reason }: StoredWording) {
  const lines = [
    `#. language: ${language} · id: ${messageId}`,
    `#. now: ${oneLine(current)}`,
    ...(reason === '' ? [] : [`#. why: ${oneLine(reason)}`]),
    '#, fuzzy',
    `msgid ${quoted(source === '' ? messageId : source)}`,
    `msgstr ${quoted(proposed)}`,
  ]
  return `${lines.join('\n')}\n`
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/gu, ' ')
}

function quoted(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('"', String.raw`\"`)
  return `"${escaped
    .replaceAll('\n', String.raw`\n`)
    .replaceAll('\r', '')
    .replaceAll('\t', ' ')}"`
}

/** A cell that a spreadsheet takes for a formula gets a mark in front. */
function toCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return `"${safe.replaceAll('"', '""')}"`
}

/** Postgres holds no U+0000, and no half characters. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '\uFFFD').trim()
}

function toWire({ createdAt, ...wording }: StoredWording): WordingProposal {
  return { ...wording, createdAt: createdAt.toISOString() }
}
