import { ACCOUNT_ROWS } from './account-rows.ts'
import { ADMINISTRATION_ROWS } from './administration-rows.ts'
import type { ApiOperation } from './api-operation.ts'
import { ATTACHMENT_ROWS } from './attachment-rows.ts'
import { AUDIT_ROWS } from './audit-rows.ts'
import { BRANDING_ROWS } from './branding-rows.ts'
import { COMPOSING_ROWS } from './composing-rows.ts'
import { CONVERSATION_ROWS } from './conversation-rows.ts'
import { DIRECTORY_ROWS } from './directory-rows.ts'
import { GLOSSARY_ROWS } from './glossary-rows.ts'
import { INSTALLATION_ROWS } from './installation-rows.ts'
import { MODEL_ROWS } from './model-rows.ts'
import { PLAIN_LANGUAGE_ROWS } from './plain-language-rows.ts'
import { POLICY_ROWS } from './policy-rows.ts'
import { AROUND_ROWS } from './around-rows.ts'
import { RATING_ROWS } from './rating-rows.ts'
import { WORDING_ROWS } from './wording-rows.ts'
import { RECORD_ROWS, REGISTER_ROWS } from './record-rows.ts'
import { RIGHTS_ROWS } from './rights-rows.ts'
import { SCREENING_ROWS } from './screening-rows.ts'
import { EXCHANGE_ROWS } from './exchange-rows.ts'
import { SHARING_ROWS } from './sharing-rows.ts'
import { SIGN_IN_ROWS } from './sign-in-rows.ts'
import { TRANSLATION_ROWS } from './translation-rows.ts'

/** Everything under `/api`. openapi.test.ts fails where a route is missing here, or one is told of that does not exist. */
export const API_OPERATIONS: readonly ApiOperation[] = [
  ...ACCOUNT_ROWS,
  ...ADMINISTRATION_ROWS,
  ...ATTACHMENT_ROWS,
  ...AUDIT_ROWS,
  ...BRANDING_ROWS,
  ...MODEL_ROWS,
  ...COMPOSING_ROWS,
  ...CONVERSATION_ROWS,
  ...GLOSSARY_ROWS,
  ...INSTALLATION_ROWS,
  ...DIRECTORY_ROWS,
  ...PLAIN_LANGUAGE_ROWS,
  ...POLICY_ROWS,
  ...AROUND_ROWS,
  ...RATING_ROWS,
  ...WORDING_ROWS,
  ...RECORD_ROWS,
  ...REGISTER_ROWS,
  ...RIGHTS_ROWS,
  ...SCREENING_ROWS,
  ...EXCHANGE_ROWS,
  ...SHARING_ROWS,
  ...SIGN_IN_ROWS,
  ...TRANSLATION_ROWS,
].map(([method, path, summary, rest]) => ({ method, path, summary, ...rest }))
