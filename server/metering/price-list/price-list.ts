import { ANTHROPIC_PRICES } from './anthropic.ts'
import { AZURE_PRICES } from './azure.ts'
import { BEDROCK_PRICES } from './bedrock.ts'
import { EUROPE_PRICES } from './europe.ts'
import { GOOGLE_PRICES } from './google.ts'
import { MISTRAL_PRICES } from './mistral.ts'
import { OPENAI_PRICES } from './openai.ts'
import { OTHERS_PRICES } from './others.ts'
import type { PriceRow } from '../prices.ts'

/**
 * What providers ask, by model, with the page and the day of each row. Read from two independent public lists (models.dev of
 * 2026-07-02 and LiteLLM's of 2026-08-06); a row is here only where both say the same, or where a comment says otherwise.
 * Nothing is fetched: a price that changed is a new row with its date, or a row of the configuration.
 */
export const PRICE_LIST: readonly PriceRow[] = [
  ...ANTHROPIC_PRICES,
  ...AZURE_PRICES,
  ...BEDROCK_PRICES,
  ...EUROPE_PRICES,
  ...GOOGLE_PRICES,
  ...MISTRAL_PRICES,
  ...OPENAI_PRICES,
  ...OTHERS_PRICES,
]
