import type { DeploymentTags } from '#server/providers/provider.ts'
import type { DeploymentFacts } from '../facts.ts'
import { fill, type Speech } from '../texts/texts.ts'

/** Where a deployment is, in the words of a reader. */
export function placeOf(tags: DeploymentTags | null, { texts }: Speech): string {
  if (tags?.isOwnHardware) return texts.words.ownHardware
  const parts = [tags?.region, tags?.jurisdiction].filter((part) => part)
  return parts.length > 0 ? parts.join(', ') : texts.words.notDeclared
}

export function operatorOf({ tags, providerId }: DeploymentFacts, { texts }: Speech): string {
  if (tags?.isOwnHardware) return texts.words.ownHardware
  return tags?.operator ?? `${providerId} (${texts.words.notDeclared})`
}

export function declared(value: string | null | undefined, { texts }: Speech): string {
  return value ?? texts.words.notDeclared
}

export function keptAt(tags: DeploymentTags | null, speech: Speech): string {
  const { words } = speech.texts
  if (tags?.retentionDays === null || tags === null) return words.notDeclared
  if (tags.retentionDays === 0) return words.notKept
  return fill(words.days, { count: speech.number(tags.retentionDays) })
}

export function trainsAt(tags: DeploymentTags | null, { texts }: Speech): string {
  if (tags?.trainsOnData === undefined || tags.trainsOnData === null) return texts.words.notDeclared
  return tags.trainsOnData ? texts.words.yes : texts.words.no
}

/** With the day on which each ends, and whether that is over. */
export function certificatesOf(tags: DeploymentTags | null, speech: Speech, nowMs: number): string {
  const names = tags?.certifications ?? []
  const { words } = speech.texts
  if (names.length === 0) return words.none
  return names
    .map((name) => {
      const end = tags?.certificationsUntil?.[name]
      if (end === undefined) return name
      // Good until its last day is over.
      const isOver = Date.parse(`${end}T23:59:59Z`) < nowMs
      return fill(isOver ? words.expired : words.until, { name, date: speech.date(end) })
    })
    .join(', ')
}

export function shareOf({ calls, share }: DeploymentFacts, total: number, speech: Speech): string {
  if (calls === 0) return speech.texts.words.notUsed
  return fill(speech.texts.words.share, {
    share: speech.percent(share),
    calls: speech.number(total),
  })
}
