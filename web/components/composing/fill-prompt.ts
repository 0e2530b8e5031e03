import type { PromptContent, PromptVariable } from '#wire/library.ts'

const PLACE = /\{\{\s*([\p{L}\p{M}\p{N}_-]{1,40})\s*\}\}/gu

/** What a prompt asks for: its variables, and a text for each place of which it says nothing. */
export function variablesOf({ text, variables }: PromptContent): PromptVariable[] {
  const known = new Map(variables.map((variable) => [variable.name, variable]))
  const named = new Set([...text.matchAll(PLACE)].map(([, name = '']) => name))
  return [...named].map((name) => known.get(name) ?? textVariable(name))
}

export function textVariable(name: string): PromptVariable {
  const nothing = { label: '', default: '', choices: [], min: null, max: null }
  return { name, type: 'text', isRequired: false, ...nothing }
}

/** The text with each value in its place. A value is never looked through for places of its own. */
export function fillPrompt(text: string, values: ReadonlyMap<string, string>): string {
  return text.replaceAll(PLACE, (place, name: string) => values.get(name) ?? place)
}

export type Wrong =
  | 'missing'
  | 'not-a-number'
  | 'too-small'
  | 'too-large'
  | 'not-a-date'
  | 'not-a-choice'

/** What is wrong with a value; undefined: nothing. */
export function checkValue(variable: PromptVariable, value: string): Wrong | undefined {
  const { type, isRequired, min, max, choices } = variable
  if (value.trim() === '') return isRequired ? 'missing' : undefined
  if (type === 'number') {
    const number = Number(value.trim().replace(',', '.'))
    if (!Number.isFinite(number)) return 'not-a-number'
    if (min !== null && number < min) return 'too-small'
    if (max !== null && number > max) return 'too-large'
  }
  if (type === 'date' && Number.isNaN(Date.parse(value))) return 'not-a-date'
  return type === 'choice' && !choices.includes(value) ? 'not-a-choice' : undefined
}
