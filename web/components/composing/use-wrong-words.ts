import { useLingui } from '@lingui/react/macro'
import type { PromptVariable } from '#wire/library.ts'
import type { Wrong } from './fill-prompt.ts'

/** What is wrong with a value, and how to put it right. */
export function useWrongWords() {
  const { t, i18n } = useLingui()
  return (wrong: Wrong, { min, max }: PromptVariable): string => {
    const [smallest, largest] = [i18n.number(min ?? 0), i18n.number(max ?? 0)]
    return {
      missing: t`Fill this in.`,
      'not-a-number': t`Write a number, in digits.`,
      'too-small': t`The smallest number is ${smallest}.`,
      'too-large': t`The largest number is ${largest}.`,
      'not-a-date': t`Choose a day.`,
      'not-a-choice': t`Choose one of the list.`,
    }[wrong]
  }
}
