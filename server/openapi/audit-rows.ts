import { z } from 'zod'
import {
  AuditCheckpointList,
  AuditEntryDetail,
  AuditPage,
  AuditSearch,
  AuditState,
  AuditTrailPart,
  AuditVerification,
} from '#wire/audit.ts'
import type { Row } from './api-operation.ts'

const AuditQuery = AuditSearch.extend({ format: z.enum(['csv', 'jsonl']).optional() })
const FromQuery = z.object({ from: z.int().min(0).default(0) })
const AfterQuery = z.object({ after: z.int().min(0).default(0) })

/** What happened, and the proof of it. */
export const AUDIT_ROWS: Row[] = [
  [
    'get',
    '/audit',
    'How far the trail is, by whom it is signed, and where it goes.',
    { answer: { AuditState } },
  ],
  [
    'get',
    '/audit/entries',
    'Search the trail, the newest first; `format=csv` or `jsonl` for all that is found. Reading it is an entry itself.',
    { query: AuditQuery, answer: { AuditPage } },
  ],
  [
    'get',
    '/audit/entries/:sequence',
    'One entry, and the proof that a signed checkpoint has it.',
    { answer: { AuditEntryDetail } },
  ],
  [
    'get',
    '/audit/trail',
    'Entries byte for byte as they are hashed, for those who check them.',
    { query: FromQuery, answer: { AuditTrailPart } },
  ],
  [
    'get',
    '/audit/checkpoints',
    'Signed checkpoints, the oldest first, with their time stamps.',
    { query: AfterQuery, answer: { AuditCheckpointList } },
  ],
  [
    'post',
    '/audit/verifications',
    'Check the whole trail; `GET /api/audit` says how far it is.',
    { answer: { AuditVerification }, status: 202 },
  ],
  ['post', '/audit/keys/rotate', 'Another key signs from now on.', { answer: { AuditState } }],
]
