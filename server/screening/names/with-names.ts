import type { NameModel } from '#wire/screening.ts'
import type { JsonMember } from '#server/lib/json-scan.ts'
import { listTexts, type BodyFindings, type Located } from '../body/find-in-body.ts'
import type { Finding } from '../detect/finding.ts'
import type { Asking, NameFinder } from './name-model.ts'

/** The model that an organisation has look for names, and how to ask it. */
export interface NameLook {
  model: NameModel
  finder: NameFinder
}

interface Body {
  body: Buffer
  members: readonly JsonMember[]
}

/** What rules found, with what the model found; where it gave no answer, that it gave none. Rejects only where nobody waits any more. */
export async function withNames(
  found: BodyFindings,
  { body, members }: Body,
  { model, finder, asking }: NameLook & { asking: Asking },
): Promise<BodyFindings> {
  const texts = listTexts(body, members)
  try {
    const named = await finder.find(
      texts.map(({ text }) => text),
      model,
      asking,
    )
    return { ...found, located: merged(found.located, texts, named) }
  } catch (error) {
    if (asking.signal?.aborted) throw error
    return { ...found, isUnnamed: true }
  }
}

function merged(
  located: readonly Located[],
  texts: readonly Located[],
  named: readonly (readonly Finding[])[],
): Located[] {
  const byStart = new Map(located.map((one) => [one.start, one]))
  for (const [index, text] of texts.entries()) {
    const more = named[index] ?? []
    if (more.length === 0) continue
    const known = byStart.get(text.start) ?? text
    byStart.set(text.start, { ...known, findings: mergeNames(known.findings, more) })
  }
  return [...byStart.values()].toSorted((a, b) => a.start - b.start)
}

/** The longer of two names; anything else that rules found is surer than a model. */
export function mergeNames(rules: readonly Finding[], model: readonly Finding[]): Finding[] {
  const isName = ({ kind }: Finding) => kind === 'person' || kind === 'address'
  const rank = (one: Finding) => (isName(one) ? one.end - one.start : Infinity)
  const kept: Finding[] = []
  const inOrder = [...rules, ...model].toSorted((a, b) => a.start - b.start || b.end - a.end)
  for (const finding of inOrder) {
    const last = kept.at(-1)
    if (!last || last.end <= finding.start) kept.push(finding)
    else if (rank(finding) > rank(last)) kept[kept.length - 1] = finding
  }
  return kept
}
