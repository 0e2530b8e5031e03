import { useLingui } from '@lingui/react/macro'
import type { PromptContent, PromptVariable } from '#wire/library.ts'
import { textVariable } from './fill-prompt.ts'

export interface BuiltIn {
  command: string
  title: string
  description: string
  content: PromptContent
}

/** Prompts that come along, in the language of the interface: what one finds before anybody has written one. */
export function useBuiltIn(): BuiltIn[] {
  const { t } = useLingui()
  // As the template writes its places; not to be translated.
  const [language, text, points] = ['{{language}}', '{{text}}', '{{points}}']
  const long = (name: string, label: string): PromptVariable => ({
    ...textVariable(name),
    label,
    type: 'long_text',
    isRequired: true,
  })
  const theText = long('text', t`The text`)
  return [
    {
      command: t({ message: 'translate', comment: 'One word without spaces, typed after a slash' }),
      title: t`Translate a text`,
      description: t`Into any language, with tone and layout kept.`,
      content: {
        kind: 'prompt',
        text: t`Translate the following text into ${language}. Keep its tone and its layout, and leave names as they are.

${text}`,
        variables: [
          { ...textVariable('language'), label: t`Into which language?`, isRequired: true },
          theText,
        ],
      },
    },
    {
      command: t({ message: 'summarise', comment: 'One word without spaces, typed after a slash' }),
      title: t`Summarise a text`,
      description: t`What matters, in a few points.`,
      content: {
        kind: 'prompt',
        text: t`Summarise the following text in at most ${points} points. Say only what is in it, and name what is left open.

${text}`,
        variables: [
          {
            ...textVariable('points'),
            label: t`How many points at most?`,
            type: 'number',
            default: '5',
            isRequired: true,
            min: 1,
            max: 20,
          },
          theText,
        ],
      },
    },
    {
      command: t({ message: 'reply', comment: 'One word without spaces, typed after a slash' }),
      title: t`Answer a letter`,
      description: t`Polite, short, and clear about what happens next.`,
      content: {
        kind: 'prompt',
        text: t`Draft a polite and short answer to the letter below, in the language of the letter. What it has to say: ${points}

${text}`,
        variables: [long('points', t`What the answer has to say`), long('text', t`The letter`)],
      },
    },
  ]
}
