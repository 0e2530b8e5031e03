import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { HeldFate, HeldKind, RightsRequestKind, RightsRequestStatus } from '#wire/rights.ts'

/** Kinds of what is stored, each in a word and in a sentence. */
export const KINDS: Record<HeldKind, { name: MessageDescriptor; where: MessageDescriptor }> = {
  account: {
    name: msg`Account`,
    where: msg`Name, address and language, and when somebody was last here.`,
  },
  memberships: { name: msg`Groups and roles`, where: msg`What somebody belongs to and may do.` },
  'sign-ins': {
    name: msg`Sign-in elsewhere`,
    where: msg`By which name another sign-in service knows somebody.`,
  },
  credentials: {
    name: msg`Ways to sign in`,
    where: msg`Password, passkeys and codes, none of which can be read.`,
  },
  sessions: { name: msg`Devices`, where: msg`Where somebody is signed in: browser and address.` },
  conversations: { name: msg`Conversations`, where: msg`Titles, classes and times.` },
  messages: { name: msg`Messages`, where: msg`Questions and answers, word by word.` },
  'around-messages': {
    name: msg`Around messages`,
    where: msg`Translations, suggested questions, and messages that wait to be sent.`,
  },
  shares: {
    name: msg`Shared conversations`,
    where: msg`What somebody lets others read, and what others let them read.`,
  },
  choices: {
    name: msg`Choices between answers`,
    where: msg`Which of several answers somebody liked best.`,
  },
  library: {
    name: msg`Prompts and presets`,
    where: msg`What somebody keeps to ask again, for themself.`,
  },
  preferences: {
    name: msg`What was set`,
    where: msg`Instructions for answers, favourites, and other settings of one’s own.`,
  },
  'plain-texts': {
    name: msg`Texts in plain language`,
    where: msg`What somebody rewrites, and their name where they reviewed or signed a text of others.`,
  },
  memories: {
    name: msg`What is remembered`,
    where: msg`What somebody has asked to be remembered.`,
  },
  ratings: {
    name: msg`Ratings of answers`,
    where: msg`What somebody thought of an answer, and why.`,
  },
  wordings: {
    name: msg`Proposed wording`,
    where: msg`What somebody would write better in the texts of the pages.`,
  },
  attachments: {
    name: msg`Files`,
    where: msg`What went along with questions, and what was uploaded and not sent yet.`,
  },
  folders: {
    name: msg`Folders`,
    where: msg`Your folders with their instructions, and those of others that you see.`,
  },
  playgrounds: { name: msg`Playground`, where: msg`What was tried and kept there.` },
  keys: { name: msg`API keys`, where: msg`Names and rights of keys for programs.` },
  resources: {
    name: msg`Things kept by providers`,
    where: msg`Names of files and batches that a provider keeps. The provider has the files.`,
  },
  requests: { name: msg`Request log`, where: msg`When which model was called. No words.` },
  bodies: {
    name: msg`Kept requests`,
    where: msg`Words of single requests, encrypted, where a rule keeps them.`,
  },
  usage: { name: msg`Accounts of use`, where: msg`Numbers of tokens and what they cost.` },
  budgets: { name: msg`Budgets and limits`, where: msg`What somebody may spend.` },
  approvals: { name: msg`Approvals`, where: msg`Which answers somebody approved for the public.` },
  records: {
    name: msg`Records and rules`,
    where: msg`Of which versions of registers and policies somebody is the author.`,
  },
  literacy: { name: msg`Courses`, where: msg`Which course on AI somebody has done.` },
  'rights-requests': {
    name: msg`Requests like these`,
    where: msg`What was asked, and how it ended.`,
  },
}

/** What becomes of it when a person is erased. */
export const FATES: Record<HeldFate, MessageDescriptor> = {
  erased: msg`erased`,
  pseudonym: msg`stays without the name`,
  kept: msg`stays`,
}

export const REQUEST_KINDS: Record<RightsRequestKind, MessageDescriptor> = {
  access: msg`Say what is stored`,
  export: msg`Hand over a copy`,
  correct: msg`Correct something`,
  erase: msg`Erase everything`,
  restrict: msg`Use it no more for now`,
  object: msg`Object to its use`,
}

export const STATUSES: Record<RightsRequestStatus, MessageDescriptor> = {
  open: msg`Open`,
  approved: msg`Approved`,
  done: msg`Done`,
  refused: msg`Refused`,
  withdrawn: msg`Withdrawn`,
}
