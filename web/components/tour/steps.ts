import { msg } from '@lingui/core/macro'
import type { MessageDescriptor } from '@lingui/core'

interface Step {
  title: MessageDescriptor
  text: MessageDescriptor
  /** Something to try or to keep in mind. */
  hint: MessageDescriptor
}

/** What everybody should know before they work with an AI, in a minute each: the AI Act's Article 4 asks for it. */
export const STEPS: readonly Step[] = [
  {
    title: msg`What this is`,
    text: msg`You write, an AI answers. It has learnt from very many texts which words usually follow each other. It does not look things up, and it does not know whether what it writes is true.`,
    hint: msg`Write as you would to a colleague: what you need, for whom, and how long it may be.`,
  },
  {
    title: msg`What it does well`,
    text: msg`It drafts, shortens and rewrites texts, explains, translates, finds ideas and writes small programs. It is at its best where you can judge the result yourself.`,
    hint: msg`Not what you wanted? Say what is missing, edit your message, or ask for another answer. Every version is kept.`,
  },
  {
    title: msg`What it does badly`,
    text: msg`It makes up facts, numbers, names and sources, and sounds sure of them. It calculates badly, it knows nothing of what happened after it was made, and it repeats prejudices of the texts that it learnt from.`,
    hint: msg`Check what matters: figures, quotations, laws, and everything about people.`,
  },
  {
    title: msg`Who decides`,
    text: msg`You do. What you send out is yours, whoever wrote the first draft. Decisions about people are never left to an AI alone, and people must be told when they read or talk to one.`,
    hint: msg`Each answer is marked as written by AI, and says which model wrote it and where.`,
  },
  {
    title: msg`What may be written here`,
    text: msg`Above each conversation you see its class, and where your words go. Choose the class before you write. Some models are not allowed to read some classes: then you are told so.`,
    hint: msg`No passwords, ever. Personal data only where your organisation allows it.`,
  },
  {
    title: msg`Finding your way`,
    text: msg`Everything can be found in one field: press Ctrl and K, or look at all shortcuts with the question mark. In the settings you find language, appearance, and what is read aloud.`,
    hint: msg`A short course of your organisation goes further, and your having done it is recorded.`,
  },
]
