import { z } from 'zod'
import {
  Approval,
  ApprovalCase,
  ApprovalList,
  ApprovalPage,
  ApprovalState,
  DecideApproval,
  RequestApproval,
} from '#wire/approvals.ts'
import { CreateProvenance, ProvenanceSettings, SignedProvenance } from '#wire/provenance.ts'
import type { Row } from './api-operation.ts'

const ApprovalQuery = z.object({
  state: ApprovalState.optional(),
  limit: z.int().min(1).max(200).default(50),
  cursor: z.string().optional(),
  format: z.literal('csv').optional(),
})

/** Who answers for what a model wrote, and what can be shown of it. */
export const RECORD_ROWS: Row[] = [
  [
    'post',
    '/approvals',
    'Ask that a person approves an answer.',
    { body: { RequestApproval }, answer: { Approval }, status: 201 },
  ],
  [
    'get',
    '/approvals',
    'Approvals asked for and given; `format=csv` for a table.',
    { query: ApprovalQuery, answer: { ApprovalPage } },
  ],
  ['get', '/approvals/:id', 'What there is to decide.', { answer: { ApprovalCase } }],
  [
    'post',
    '/approvals/:id/decision',
    'Approve or refuse the text that was read.',
    { body: { DecideApproval }, answer: { Approval } },
  ],
  ['delete', '/approvals/:id', 'Withdraw what one has asked for.'],
  [
    'get',
    '/conversations/:id/approvals',
    'The newest approval of each answer of a conversation.',
    { answer: { ApprovalList } },
  ],
  [
    'get',
    '/messages/:id/provenance',
    'The signed record of an answer of one’s own.',
    { answer: { SignedProvenance } },
  ],
  [
    'post',
    '/provenance',
    'A signed record for a text from a call of one’s own.',
    { body: { CreateProvenance }, answer: { SignedProvenance }, status: 201 },
  ],
  [
    'get',
    '/provenance/settings',
    'Four eyes, who approves, and whether answers to programs are recorded.',
    { answer: { ProvenanceSettings } },
  ],
  [
    'patch',
    '/provenance/settings',
    'Change these settings.',
    { body: { ProvenanceSettings }, answer: { ProvenanceSettings } },
  ],
  ['post', '/provenance/keys', 'Sign with a new key from now on.'],
]
