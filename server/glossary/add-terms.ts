import type { MatchedTerm } from '#wire/translation.ts'
import type { AddToPrompt } from '#server/assistant/prompt-additions.ts'
import type { DetectLanguage } from '#server/assistant/detect-language.ts'
import type { TermsDesk } from './terms-desk.ts'

/** As many as a model should be told beside a question. */
const MAX_TERMS = 60

/** The terms that a question speaks of, where a glossary is on in its conversation: told to the model, and named in the answer. */
export function addTerms(desk: TermsDesk, detectLanguage: DetectLanguage): AddToPrompt {
  return async ({ principal, conversation, question, lang }) => {
    const { folderId, presetId } = conversation
    const spoken = question.lang ?? (await detectLanguage(question.text)) ?? lang
    const answered = lang ?? spoken
    if (spoken === null || answered === null) return { additions: [] }
    const terms = await desk.forConversation(principal, [folderId, presetId])
    const found = await terms.find(question.text, spoken, answered)
    const rows = new Map(found.map((term) => [term.conceptId, toRow(term)]))
    const told = [...rows].filter(([, row]) => row !== '').slice(0, MAX_TERMS)
    if (told.length === 0) return { additions: [] }
    const names = [...new Set(found.map((term) => term.found))]
    const list = told.map(([, row]) => row).join('\n')
    const text = `Words of this organisation. Where you speak of one of these, call it so:\n${list}`
    return { additions: [{ what: 'glossary', text, names }] }
  }
}

function toRow({ found, allowed, forbidden, definition }: MatchedTerm): string {
  const parts = [
    ...(allowed.length > 0 ? [allowed.join(' or ')] : []),
    ...(forbidden.length > 0 ? [`never: ${forbidden.join(', ')}`] : []),
  ]
  if (parts.length === 0 && definition === '') return ''
  const about = definition === '' ? [] : [definition.slice(0, 300)]
  return `- ${found}: ${[...parts, ...about].join('; ')}`.replaceAll(/\s+/g, ' ')
}
