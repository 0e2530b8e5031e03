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
import { DocumentLang } from '#wire/document-languages.ts'
import { DocumentFormat } from '#wire/documents.ts'
import {
  BindUseCase,
  CompleteLiteracy,
  CreateUseCase,
  DecideUseCase,
  Form,
  LiteracyList,
  LiteracyModule,
  LiteracyResult,
  RegisterOverview,
  RegisterPage,
  SaveForm,
  UseCase,
  UseCaseList,
} from '#wire/registers.ts'
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

const LangQuery = z.object({ lang: DocumentLang.optional() })
const DocumentQuery = LangQuery.extend({ format: DocumentFormat.optional() })
const FormQuery = LangQuery.extend({ subject: z.string().optional() })
const CompletionQuery = z.object({
  search: z.string().optional(),
  limit: z.int().min(1).max(200).default(50),
  cursor: z.string().optional(),
  format: z.literal('csv').optional(),
})

/** What an organisation has to be able to show of its use of AI. */
export const REGISTER_ROWS: Row[] = [
  ['get', '/registers', 'How far each register is.', { answer: { RegisterOverview } }],
  [
    'get',
    '/registers/:name',
    'A register as it is now; `format=docx`, `odt` or `json` for a file.',
    { query: DocumentQuery, answer: { RegisterPage } },
  ],
  ['get', '/use-cases', 'What AI is used for, and how risky it is.', { answer: { UseCaseList } }],
  [
    'post',
    '/use-cases',
    'Add a use case.',
    { body: { CreateUseCase }, answer: { UseCase }, status: 201 },
  ],
  ['get', '/use-cases/:id', 'One use case.', { answer: { UseCase } }],
  [
    'post',
    '/use-cases/:id/decision',
    'Approve, refuse, retire or reopen a use case.',
    { body: { DecideUseCase }, answer: { UseCase } },
  ],
  [
    'patch',
    '/use-cases/:id/bindings',
    'Say which keys and routes serve a use case.',
    { body: { BindUseCase }, answer: { UseCase } },
  ],
  [
    'get',
    '/use-cases/:id/documents/:name',
    'DPIA, risk assessment or register entry; `format=docx`, `odt` or `json` for a file.',
    { query: DocumentQuery, answer: { RegisterPage } },
  ],
  [
    'get',
    '/register-forms/:form',
    'What only people know: the questions and the answers so far.',
    { query: FormQuery, answer: { Form } },
  ],
  [
    'post',
    '/register-forms/:form',
    'Save a new version of the answers.',
    { query: FormQuery, body: { SaveForm }, answer: { Form } },
  ],
  [
    'get',
    '/literacy',
    'The course “Working with AI”.',
    { query: LangQuery, answer: { LiteracyModule } },
  ],
  [
    'post',
    '/literacy',
    'Answer its questions.',
    { body: { CompleteLiteracy }, answer: { LiteracyResult } },
  ],
  [
    'get',
    '/literacy/completions',
    'Who has done it; `format=csv` for a table.',
    { query: CompletionQuery, answer: { LiteracyList } },
  ],
]
