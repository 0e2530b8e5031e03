import { z } from 'zod'
import { Classification } from '#wire/classification.ts'
import {
  DryRun,
  PolicyCheck,
  PolicyState,
  PolicyVersionDetail,
  PolicyVersionPage,
  PublishPolicy,
  RestorePolicy,
  TryPolicy,
} from '#wire/policy.ts'
import { JourneyList, Residency } from '#wire/residency.ts'
import type { Row } from './api-operation.ts'

const VersionQuery = z.object({
  before: z.coerce.number().int().positive().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
const ResidencyQuery = z.object({ classification: Classification.optional() })
const JourneyQuery = z.object({ conversation: z.uuid().optional() })

/** What may go where, and where it went. */
export const POLICY_ROWS: Row[] = [
  ['get', '/policies', 'The policies that decide now.', { answer: { PolicyState } }],
  [
    'put',
    '/policies',
    'Publish a change. The header if-match names the version that it was made from: 409 where another one decides by now.',
    { body: { PublishPolicy }, answer: { PolicyState } },
  ],
  [
    'post',
    '/policies/check',
    'What is wrong with a change, and how its examples are answered. Changes nothing.',
    { body: { TryPolicy }, answer: { PolicyCheck } },
  ],
  [
    'post',
    '/policies/dry-run',
    'What a change would have meant for the calls of the last seven days. Changes nothing.',
    { body: { TryPolicy }, answer: { DryRun } },
  ],
  [
    'get',
    '/policies/versions',
    'All versions of the policies, the newest first.',
    { query: VersionQuery, answer: { PolicyVersionPage } },
  ],
  [
    'get',
    '/policies/versions/:version',
    'One version, and what it changed.',
    { answer: { PolicyVersionDetail } },
  ],
  [
    'post',
    '/policies/versions/:version/restore',
    'Bring a version back, as a new one. The header if-match names the version that decides now.',
    { body: { RestorePolicy }, answer: { PolicyState } },
  ],
  [
    'get',
    '/residency',
    'Where one’s own words of a class may go, with the reason of each no.',
    { query: ResidencyQuery, answer: { Residency } },
  ],
  [
    'get',
    '/residency/journeys',
    'Where one’s own words went: of a conversation, or of the last 30 days.',
    { query: JourneyQuery, answer: { JourneyList } },
  ],
]
