import { Branding, SaveBranding } from '#wire/branding.ts'
import type { Row } from './api-operation.ts'

/** How the product looks to an organisation. */
export const BRANDING_ROWS: Row[] = [
  [
    'get',
    '/branding',
    'The name, colours, links and notice of the organisation.',
    { answer: { Branding } },
  ],
  [
    'put',
    '/branding',
    'Change them all at once. A colour without enough contrast is refused with the nearest that has it.',
    { body: { SaveBranding }, answer: { Branding } },
  ],
]
