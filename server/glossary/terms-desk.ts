import type { MatchedTerm } from '#wire/translation.ts'
import type { Principal } from '#server/access/principal.ts'
import { checkTerms } from './check-terms.ts'
import type { GlossaryHead, GlossaryStore, StoredConcept } from './glossary-store.ts'
import { createTermIndex, type Needle, type TermIndex } from './match-terms.ts'

export type TermsDesk = ReturnType<typeof createTermsDesk>

/** Indexes that are kept: those of a few organisations and languages at a time. */
const MAX_INDEXES = 12

interface About {
  concept: StoredConcept
  glossaryId: string
}

type Heads = readonly GlossaryHead[]

/** What the glossaries of somebody say: of texts in one language that are put into another, and of texts in one. */
export function createTermsDesk(store: Pick<GlossaryStore, 'heads' | 'concepts'>) {
  const indexes = new Map<string, Promise<TermIndex<About>>>()

  const headsFor = async (principal: Principal): Promise<Heads> => {
    const heads = await store.heads(principal.tenantId)
    return heads.filter(({ groupId }) => groupId === null || principal.groups?.includes(groupId))
  }

  const indexOf = (principal: Principal, heads: Heads, kind: Kind) => {
    const { lang, isForbidden } = kind
    const name = `${principal.tenantId} ${lang} ${isForbidden ? 'x' : ''} ${stateOf(heads)}`
    const made = indexes.get(name) ?? build(store, principal.tenantId, { heads, kind })
    indexes.delete(name)
    indexes.set(name, made)
    made.catch(() => indexes.delete(name))
    for (const oldest of indexes.keys()) {
      if (indexes.size <= MAX_INDEXES) break
      indexes.delete(oldest)
    }
    return made
  }

  return {
    stateFor: async (principal: Principal): Promise<string> => stateOf(await headsFor(principal)),

    async checkerFor(principal: Principal, { from, to }: { from: string | null; to: string }) {
      const heads = await headsFor(principal)
      const lang = from === null ? null : baseOf(from)
      const index =
        lang === null || heads.length === 0
          ? null
          : await indexOf(principal, heads, { lang, isForbidden: false })
      return {
        find: (text: string): MatchedTerm[] =>
          (index?.find(text) ?? [])
            .map((found) => toMatched(found, text, to))
            .filter((term) => term.allowed.length > 0 || term.forbidden.length > 0),
        check: (terms: readonly MatchedTerm[], translated: string) =>
          checkTerms(terms, translated, { lang: baseOf(to) }),
      }
    },

    /** Of what is on in a conversation: what a question speaks of, and what an answer must not say. */
    async forConversation(principal: Principal, places: readonly (string | null)[]) {
      const heads = (await headsFor(principal)).filter(
        (head) => head.isInConversations || head.places.some((place) => places.includes(place)),
      )
      const find = async (text: string, { lang, to, isForbidden }: Kind & { to: string }) => {
        if (heads.length === 0) return []
        const index = await indexOf(principal, heads, { lang: baseOf(lang), isForbidden })
        return index.find(text).map((found) => toMatched(found, text, to))
      }
      return {
        /** `to`: what is answered in. */
        find: (text: string, lang: string, to: string) =>
          find(text, { lang, to, isForbidden: false }),
        check: async (text: string, lang: string) =>
          checkTerms(await find(text, { lang, to: lang, isForbidden: true }), text, {
            lang: baseOf(lang),
            isMissingTold: false,
          }),
      }
    },
  }
}

interface Kind {
  lang: string
  /** Only what is not to be used. */
  isForbidden: boolean
}

async function build(
  store: Pick<GlossaryStore, 'concepts'>,
  tenantId: string,
  { heads, kind }: { heads: Heads; kind: Kind },
): Promise<TermIndex<About>> {
  const needles: Needle<About>[] = []
  for (const { id: glossaryId, subjectsOff } of heads) {
    for (const concept of await store.concepts(tenantId, glossaryId)) {
      if (subjectsOff.includes(concept.subject)) continue
      needles.push(...needlesOf(concept, glossaryId, kind))
    }
  }
  return createTermIndex(needles, kind.lang)
}

function needlesOf(concept: StoredConcept, glossaryId: string, kind: Kind): Needle<About>[] {
  return concept.terms
    .filter(
      ({ lang, status }) =>
        baseOf(lang) === kind.lang && (!kind.isForbidden || status === 'forbidden'),
    )
    .map(({ text, isCaseSensitive }) => ({ text, isCaseSensitive, about: { concept, glossaryId } }))
}

const ORDER = { preferred: 0, admitted: 1, forbidden: 2 }

interface Place {
  from: number
  to: number
}

function toMatched({ about, from, to }: Place & { about: About }, text: string, lang: string) {
  const { concept, glossaryId } = about
  const terms = concept.terms
    .filter((term) => baseOf(term.lang) === baseOf(lang))
    .toSorted((one, two) => ORDER[one.status] - ORDER[two.status])
  const of = (isForbidden: boolean) =>
    terms.filter(({ status }) => (status === 'forbidden') === isForbidden).map((term) => term.text)
  const matched: MatchedTerm = {
    conceptId: concept.id,
    glossaryId,
    found: text.slice(from, to),
    from,
    to,
    allowed: of(false),
    forbidden: of(true),
    definition: concept.definition,
  }
  return matched
}

function stateOf(heads: Heads): string {
  return heads.map(({ id, version }) => `${id}@${version}`).join(' ')
}

function baseOf(tag: string): string {
  return tag.split('-')[0]?.toLowerCase() ?? tag
}
