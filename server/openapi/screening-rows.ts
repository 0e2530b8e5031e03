import { z } from 'zod'
import {
  Guardrail,
  GuardrailList,
  GuardrailVerdict,
  SaveGuardrail,
  TryGuardrail,
} from '#wire/guardrails.ts'
import {
  PreviewScreening,
  SaveScreening,
  ScreeningPreview,
  ScreeningSettings,
} from '#wire/screening.ts'
import type { Row } from './api-operation.ts'

/** What of a call may leave, and as what. */
export const SCREENING_ROWS: Row[] = [
  [
    'get',
    '/screening',
    'What is done with personal data and secrets before they leave, and how often it was done of late.',
    { answer: { ScreeningSettings } },
  ],
  [
    'get',
    '/screening/counts.csv',
    'How often something was found in the last seven days, as a table.',
    { answer: { ScreeningCounts: z.string() }, type: 'text/csv' },
  ],
  [
    'patch',
    '/screening',
    'Choose what is done. Replaces every choice made before; secrets are never sent to others.',
    { body: { SaveScreening }, answer: { ScreeningSettings } },
  ],
  [
    'get',
    '/screening/guardrails',
    'Checks by other models: signals that warn, ask for approval or block.',
    { answer: { GuardrailList } },
  ],
  [
    'post',
    '/screening/guardrails',
    'Have another model look at what is asked or answered.',
    { body: { SaveGuardrail }, answer: { Guardrail }, status: 201 },
  ],
  [
    'patch',
    '/screening/guardrails/:id',
    'Change a check: all of it is replaced.',
    { body: { SaveGuardrail }, answer: { Guardrail } },
  ],
  ['delete', '/screening/guardrails/:id', 'Remove a check.'],
  [
    'post',
    '/screening/guardrails/try',
    'What a check says of a text, before it is saved. Nothing of it is kept.',
    { body: { TryGuardrail }, answer: { GuardrailVerdict } },
  ],
  [
    'post',
    '/screening/preview',
    'What would become of a text on its way to a model. Nothing of it is kept.',
    { body: { PreviewScreening }, answer: { ScreeningPreview } },
  ],
]
