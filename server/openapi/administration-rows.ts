import { z } from 'zod'
import {
  CreatedKey,
  CreateKey,
  Key,
  KeyList,
  RotateKey,
  Session,
  SignInLink,
  UpdateKey,
} from '#wire/access.ts'
import {
  AlertOverview,
  AlertRule,
  AlertTest,
  CreateAlertChannel,
  CreatedAlertChannel,
  SaveAlertRule,
} from '#wire/alerts.ts'
import { Reloaded, RotatedSecrets } from '#wire/configuration.ts'
import {
  Budget,
  BudgetList,
  CreateBudget,
  CreateLimit,
  Limit,
  LimitList,
  PriceEntryList,
  SetPrice,
  SpendQuery,
  SpendReport,
  UpdateBudget,
  UpdateLimit,
} from '#wire/money.ts'
import {
  LoggedRequestPage,
  RequestBody,
  RequestPage,
  RequestSearch,
  Traffic,
  TrafficRange,
} from '#wire/observability.ts'
import type { Row } from './api-operation.ts'

const Empty = z.object({ status: z.literal('ok') })
const TrafficQuery = z.object({
  range: TrafficRange.default('1h'),
  model: z.string().optional(),
  provider: z.string().optional(),
})

/** Who may come in, what it costs, and what is seen. */
export const ADMINISTRATION_ROWS: Row[] = [
  ['get', '/health', 'Whether a server answers at all. Needs no key.', { answer: { Empty } }],
  ['get', '/openapi.json', 'This description.', { answer: { OpenApi: z.looseObject({}) } }],
  ['get', '/session', 'Who is calling.', { answer: { Session } }],
  ['delete', '/session', 'Sign out.'],
  [
    'post',
    '/sign-in-links',
    'A link that signs a browser in.',
    { answer: { SignInLink }, status: 201 },
  ],

  ['get', '/keys', 'The keys of programs, without their secrets.', { answer: { KeyList } }],
  [
    'post',
    '/keys',
    'Make a key. The only time its secret is told.',
    { body: { CreateKey }, answer: { CreatedKey }, status: 201 },
  ],
  [
    'patch',
    '/keys/:id',
    'Change what a key may do, or disable it.',
    { body: { UpdateKey }, answer: { Key } },
  ],
  [
    'post',
    '/keys/:id/rotate',
    'A new secret, beside the old one for a time.',
    { body: { RotateKey }, answer: { CreatedKey }, status: 201 },
  ],
  ['delete', '/keys/:id', 'Revoke a key for good.'],

  [
    'post',
    '/configuration/reload',
    'Read galerne.yaml anew: providers, routes and prices, in every process.',
    { answer: { Reloaded } },
  ],
  [
    'post',
    '/secrets/rotation',
    'Seal all stored secrets anew, under a new key. For whoever runs the installation.',
    { answer: { RotatedSecrets } },
  ],

  ['get', '/budgets', 'Budgets and what is spent of them.', { answer: { BudgetList } }],
  [
    'post',
    '/budgets',
    'Add a budget.',
    { body: { CreateBudget }, answer: { Budget }, status: 201 },
  ],
  [
    'patch',
    '/budgets/:id',
    'Change a budget’s warning and end.',
    { body: { UpdateBudget }, answer: { Budget } },
  ],
  ['delete', '/budgets/:id', 'Remove a budget.'],
  ['get', '/limits', 'Limits on requests, tokens and calls at a time.', { answer: { LimitList } }],
  ['post', '/limits', 'Add a limit.', { body: { CreateLimit }, answer: { Limit }, status: 201 }],
  ['patch', '/limits/:id', 'Change a limit.', { body: { UpdateLimit }, answer: { Limit } }],
  ['delete', '/limits/:id', 'Remove a limit.'],
  ['get', '/prices', 'The price list, and what was set over it.', { answer: { PriceEntryList } }],
  ['post', '/prices', 'Set a price, from a day on.', { body: { SetPrice } }],
  ['delete', '/prices/:id', 'Remove a price that was set.'],
  [
    'get',
    '/spend',
    'What was spent, from the ledger; `format=csv` for a table.',
    { query: SpendQuery, answer: { SpendReport } },
  ],

  [
    'get',
    '/requests',
    'Search the request log.',
    { query: RequestSearch, answer: { LoggedRequestPage } },
  ],
  [
    'get',
    '/requests/:id',
    'One request: decision, attempts, timings, cost.',
    { answer: { RequestPage } },
  ],
  [
    'get',
    '/requests/:id/body',
    'What was said in it, where it is kept.',
    { answer: { RequestBody } },
  ],
  [
    'get',
    '/traffic',
    'Requests, failures, times, tokens and spend over time.',
    { query: TrafficQuery, answer: { Traffic } },
  ],
  ['get', '/alerts', 'Alert rules, channels and incidents.', { answer: { AlertOverview } }],
  [
    'post',
    '/alerts/rules',
    'Add a rule.',
    { body: { SaveAlertRule }, answer: { AlertRule }, status: 201 },
  ],
  [
    'patch',
    '/alerts/rules/:id',
    'Change a rule.',
    { body: { SaveAlertRule }, answer: { AlertRule } },
  ],
  ['delete', '/alerts/rules/:id', 'Remove a rule.'],
  [
    'post',
    '/alerts/channels',
    'Add a channel. The only time its secret is told.',
    { body: { CreateAlertChannel }, answer: { CreatedAlertChannel }, status: 201 },
  ],
  ['delete', '/alerts/channels/:id', 'Remove a channel.'],
  [
    'post',
    '/alerts/channels/:id/test',
    'Send a channel a word, to see that it arrives.',
    { answer: { AlertTest } },
  ],
]
