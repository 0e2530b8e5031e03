import { z } from 'zod'
import { ProposeWording, WordingProposal, WordingProposalList } from '#wire/wordings.ts'
import type { Row } from './api-operation.ts'

const query = z.object({ language: z.string().optional() })

/** Better wording for the interface. */
export const WORDING_ROWS: Row[] = [
  [
    'post',
    '/wordings',
    'Propose better wording for a text of the interface, in place of what one proposed for it before.',
    { body: { ProposeWording }, answer: { WordingProposal }, status: 201 },
  ],
  [
    'get',
    '/wordings',
    'What people proposed, the oldest first, in one language or in all.',
    { query, answer: { WordingProposalList } },
  ],
  [
    'get',
    '/wordings.po',
    'The same for the catalogues, as gettext’s PO.',
    { query, type: 'text/x-gettext-translation' },
  ],
  ['get', '/wordings.csv', 'The same as a table.', { query, type: 'text/csv' }],
  ['delete', '/wordings/:id', 'Take a proposal off the list.'],
]
