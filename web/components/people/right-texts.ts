import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { Action } from '#wire/actions.ts'

export interface RightArea {
  id: string
  name: MessageDescriptor
  /** What one may do, each as a sentence that begins with a verb. */
  rights: [Action, MessageDescriptor][]
}

/** Every right as a sentence, by what it is about. A test fails where one is missing. */
export const RIGHT_AREAS: readonly RightArea[] = [
  {
    id: 'assistant',
    name: msg`Assistant and models`,
    rights: [
      ['model.list', msg`See which models there are.`],
      ['model.call', msg`Ask models.`],
      ['conversation.read', msg`Read their own conversations.`],
      ['conversation.write', msg`Begin, rename and delete their own conversations.`],
      ['conversation.export', msg`Take their own conversations out as files.`],
      ['conversation.import', msg`Bring in conversations from other programs.`],
      ['run.start', msg`Have the assistant answer.`],
      ['run.read', msg`Follow their own answers as they are written.`],
      ['run.stop', msg`Stop their own answers.`],
      ['conversation.share', msg`Share their own conversations with others.`],
      ['answer.approve', msg`Approve an answer in their own name before it goes to a citizen.`],
      ['residency.read', msg`See where their words may go, and where they went.`],
      ['rating.read', msg`See how people rate answers, and take the ratings along.`],
      ['choice.read', msg`Take along which answers people chose, to evaluate models.`],
      ['classification.lower', msg`Lower the classification of something.`],
      ['playground.read', msg`Open the playground and their own saved comparisons.`],
      ['playground.write', msg`Save comparisons in the playground.`],
    ],
  },
  {
    id: 'account',
    name: msg`Own account`,
    rights: [
      ['session.read', msg`See who they are signed in as.`],
      ['session.end', msg`Sign out.`],
      [
        'account.manage',
        msg`Change how they sign in, end their sessions, and see and stop their own keys.`,
      ],
      ['key.use-own', msg`Make keys of their own for programs, where the organisation lets them.`],
      [
        'rights.ask',
        msg`Ask for what is stored about them: to see it, correct it, take it along or have it erased.`,
      ],
    ],
  },
  {
    id: 'people',
    name: msg`People`,
    rights: [
      ['people.read', msg`See who there is, in which groups and with which roles.`],
      [
        'people.manage',
        msg`Add, change and suspend people who may not do more than they themselves.`,
      ],
      ['role.manage', msg`Give and take away roles that have no right which they lack.`],
      ['group.manage', msg`Make, change and delete groups.`],
      ['group.manage-members', msg`Say who is in a group.`],
      ['service-account.manage', msg`Make, stop and delete service accounts.`],
      ['sign-in.manage', msg`Decide how people sign in.`],
      ['sign-in.configure', msg`Set up other services that people sign in by.`],
      ['sign-in-link.create', msg`Make a link that signs in the first owner.`],
      ['organisation.manage', msg`Rename the organisation and change its settings.`],
      ['prompt.publish', msg`Publish prompts and presets for groups and for everybody.`],
      ['glossary.manage', msg`Make glossaries, change them and take them in from files.`],
      ['assistant.manage', msg`Decide what the assistant may do, such as having a memory.`],
      ['organisation.export', msg`Take the whole organisation along, or bring one in.`],
      ['installation.manage', msg`Make further organisations in this Galerne.`],
    ],
  },
  {
    id: 'money',
    name: msg`Keys and money`,
    rights: [
      ['key.list', msg`See all keys, without their secrets.`],
      ['key.create', msg`Make keys, also for groups and service accounts.`],
      ['key.update', msg`Change keys and give them new secrets.`],
      ['key.revoke', msg`Revoke keys.`],
      ['budget.read', msg`See budgets and limits.`],
      ['budget.manage', msg`Set budgets and limits.`],
      ['spend.read', msg`See what was spent, and by whom.`],
      ['price.manage', msg`Set prices.`],
    ],
  },
  {
    id: 'operation',
    name: msg`Use and operation`,
    rights: [
      ['traffic.read', msg`See how much is asked, how fast and with what result.`],
      ['metrics.read', msg`Read the metrics of the server.`],
      ['request.read', msg`See everybody’s requests, without what was said.`],
      ['request.read-body', msg`Read what was said in requests, where that is kept.`],
      ['alert.read', msg`See alerts.`],
      ['alert.manage', msg`Set up alerts and whom they reach.`],
      ['provider.manage', msg`Add, change and remove providers.`],
      ['model.download', msg`Fetch models for this machine.`],
      ['route.read', msg`See how calls are routed and on whom they depend.`],
      ['route.manage', msg`Say where calls go: make and change routes.`],
      ['drill.run', msg`Rehearse the loss of a provider.`],
      ['configuration.reload', msg`Have the configuration read anew.`],
    ],
  },
  {
    id: 'rules',
    name: msg`Rules and records`,
    rights: [
      ['policy.read', msg`See the policies.`],
      ['policy.manage', msg`Change the policies.`],
      ['screening.read', msg`See how personal data is looked for before it leaves.`],
      ['screening.manage', msg`Decide how personal data is looked for and treated.`],
      ['audit.read', msg`Search the audit trail: that something happened, never what was said.`],
      ['audit.manage', msg`Decide where the audit trail is copied to.`],
      ['register.read', msg`See the registers: processing, systems, suppliers.`],
      ['register.manage', msg`Complete the registers.`],
      ['retention.read', msg`See how long things are kept.`],
      ['retention.manage', msg`Decide how long things are kept.`],
      ['hold.read', msg`See what is kept for a legal reason.`],
      ['hold.manage', msg`Keep something for a legal reason, or let it go.`],
      ['rights.manage', msg`Answer people who ask for what is stored about them.`],
    ],
  },
]
