import { FOLDER_TOKENS } from '#wire/folder-files.ts'
import { tokensOf } from './attachments.ts'
import type { StoredAttachment } from './attachments-store.ts'
import { selectedOf } from './fence.ts'

/** Of what a model reads at once, so much at most: the conversation needs the rest. */
const CONTEXT_SHARE = 0.4

type Budgeted = Pick<StoredAttachment, 'kind' | 'outline' | 'selected'>

/** What of a file goes along. */
export interface Portion<File> {
  file: File
  /** Numbers of the parts that are told, from 1; none: nothing of it. */
  told: number[]
  tokens: number
  /** All that was chosen of it. */
  isWhole: boolean
}

/**
 * Which parts of which files go along, in their order, until the budget is used up: of the first that does not fit the
 * beginning, of those after it nothing, so that what is told does not depend on which file happens to be small.
 * `contextTokens` null: not known, or no model in particular.
 */
export function portionsOf<File extends Budgeted>(
  files: readonly File[],
  contextTokens: number | null,
): Portion<File>[] {
  const room = contextTokens === null ? FOLDER_TOKENS : Math.floor(contextTokens * CONTEXT_SHARE)
  let left = Math.min(FOLDER_TOKENS, room)
  return files.map((file) => {
    const numbers = selectedOf(file)
    const told: number[] = []
    let tokens = 0
    for (const number of numbers) {
      const more = file.outline.sections[number - 1]?.tokens ?? 0
      if (tokens + more > left) break
      tokens += more
      told.push(number)
    }
    const isWhole = told.length === numbers.length
    left = isWhole ? left - tokensOf(file) : 0
    return { file, told, tokens, isWhole }
  })
}
