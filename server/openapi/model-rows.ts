import { z } from 'zod'
import { Catalogue } from '#wire/catalogue.ts'
import {
  Conversation,
  ConversationPage,
  ConversationsShown,
  CreateConversation,
  MessageList,
  MessageQuery,
  UpdateConversation,
} from '#wire/conversations.ts'
import {
  DependenceReport,
  DrillReport,
  DrillState,
  LiveDrill,
  RouteList,
  StartDrill,
} from '#wire/dependence.ts'
import { ModelInfoList } from '#wire/models.ts'
import { OwnRoute, OwnRouteList, RouteForm } from '#wire/own-routes.ts'
import {
  Playground,
  PlaygroundEvent,
  PlaygroundList,
  PlaygroundRun,
  SavePlayground,
} from '#wire/playground.ts'
import {
  ProviderDependents,
  ProviderForm,
  ProviderInfo,
  ProviderInfoList,
  ProviderPresetList,
  ProviderTest,
} from '#wire/providers.ts'
import { RunEvent, StartedRun, StartRun } from '#wire/runs.ts'
import { Classification } from '#wire/classification.ts'
import type { Row } from './api-operation.ts'

const Days = z.object({ days: z.int().min(1).max(366).default(30) })
const Enabling = z.strictObject({ isEnabled: z.boolean() })
const Page = z.object({
  limit: z.int().min(1).max(200).default(50),
  cursor: z.string().optional(),
  shown: ConversationsShown.default('active'),
  folderId: z.uuid().optional(),
})
const AnyReport = z.union([DrillReport, LiveDrill])
const Events = 'text/event-stream'

const ModelsQuery = z.object({ classification: Classification.optional() })

/** Models, who computes them, and what is said with them. */
export const MODEL_ROWS: Row[] = [
  [
    'get',
    '/catalogue',
    'Every model with its deployments, prices, health and speed here.',
    { answer: { Catalogue } },
  ],
  ['post', '/catalogue/downloads/:id', 'Begin to fetch a model for this machine.', { status: 202 }],
  ['delete', '/catalogue/downloads/:id', 'Stop fetching it.'],
  [
    'get',
    '/models',
    'What the model picker shows; `refusal` says why a model may not be used for something of the class.',
    { query: ModelsQuery, answer: { ModelInfoList } },
  ],
  ['get', '/providers', 'Who answers model calls.', { answer: { ProviderInfoList } }],
  [
    'get',
    '/providers/presets',
    'Suppliers that are known beforehand.',
    { answer: { ProviderPresetList } },
  ],
  [
    'post',
    '/providers',
    'Add a provider.',
    { body: { ProviderForm }, answer: { ProviderInfo }, status: 201 },
  ],
  [
    'post',
    '/providers/test',
    'Ask for its models and make one cheap call.',
    { body: { ProviderForm }, answer: { ProviderTest } },
  ],
  [
    'post',
    '/providers/:id',
    'Change a provider.',
    { body: { ProviderForm }, answer: { ProviderInfo } },
  ],
  [
    'patch',
    '/providers/:id',
    'Let it take calls, or not.',
    { body: { Enabling }, answer: { ProviderInfo } },
  ],
  [
    'get',
    '/providers/:id/dependents',
    'What stops working without it.',
    { answer: { ProviderDependents } },
  ],
  ['delete', '/providers/:id', 'Remove a provider.'],

  [
    'post',
    '/playground/run',
    'One prompt to one model, as a stream of events.',
    { body: { PlaygroundRun }, answer: { PlaygroundEvent }, type: Events },
  ],
  [
    'get',
    '/playgrounds',
    'Saved comparisons: one’s own, and shared ones.',
    { answer: { PlaygroundList } },
  ],
  [
    'post',
    '/playgrounds',
    'Save a comparison.',
    { body: { SavePlayground }, answer: { Playground }, status: 201 },
  ],
  ['get', '/playgrounds/:id', 'One comparison.', { answer: { Playground } }],
  [
    'patch',
    '/playgrounds/:id',
    'Save it over, or share it.',
    { body: { SavePlayground }, answer: { Playground } },
  ],
  ['delete', '/playgrounds/:id', 'Remove it.'],

  [
    'get',
    '/routes',
    'Names that callers use, and where their calls go.',
    { answer: { RouteList } },
  ],
  [
    'get',
    '/own-routes',
    'Routes of the organisation’s own, those of galerne.yaml, and what routes can lead to.',
    { answer: { OwnRouteList } },
  ],
  [
    'put',
    '/own-routes/:name',
    'Make a route, or change it.',
    { body: { RouteForm }, answer: { OwnRoute } },
  ],
  ['delete', '/own-routes/:name', 'Remove a route.'],
  ['get', '/drill', 'What can be lost, and the drill that runs.', { answer: { DrillState } }],
  [
    'post',
    '/drill',
    'Rehearse a loss, or take it away from real calls (201).',
    { body: { StartDrill }, answer: { AnyReport } },
  ],
  ['delete', '/drill', 'End the drill that runs.'],
  [
    'get',
    '/dependence',
    'On whom calls, tokens and spend depend.',
    { query: Days, answer: { DependenceReport } },
  ],
  [
    'get',
    '/dependence.pdf',
    'The same, to print.',
    { query: Days, answer: { Pdf: z.string() }, type: 'application/pdf' },
  ],

  [
    'get',
    '/conversations',
    'One’s conversations, the latest first.',
    { query: Page, answer: { ConversationPage } },
  ],
  [
    'post',
    '/conversations',
    'Begin one.',
    { body: { CreateConversation }, answer: { Conversation }, status: 201 },
  ],
  ['get', '/conversations/:id', 'One conversation.', { answer: { Conversation } }],
  [
    'patch',
    '/conversations/:id',
    'Change its title or model.',
    { body: { UpdateConversation }, answer: { Conversation } },
  ],
  ['delete', '/conversations/:id', 'Delete it with all its messages.'],
  [
    'get',
    '/conversations/:id/messages',
    'What was said in it, or the newest of it.',
    { query: MessageQuery, answer: { MessageList } },
  ],
  [
    'post',
    '/conversations/:id/runs',
    'Ask, try again or edit. `Idempotency-Key` makes it safe to repeat.',
    { body: { StartRun }, answer: { StartedRun }, status: 201 },
  ],
  [
    'get',
    '/runs/:id/events',
    'An answer as it is written; `Last-Event-ID` goes on where one was.',
    { query: z.object({ after: z.int().optional() }), answer: { RunEvent }, type: Events },
  ],
  ['post', '/runs/:id/stop', 'Stop it.'],
]
