import { z } from 'zod'
import { AppError } from '#server/lib/app-error.ts'
import { parseJson } from '#server/lib/parse-json.ts'
import { commonHeaders, type Protocol, type WireCall } from './protocol.ts'

const API_VERSION = '2024-09-01'
const PATHS: Readonly<Record<string, string>> = {
  'text-analyze': '/contentsafety/text:analyze',
  'prompt-shield': '/contentsafety/text:shieldPrompt',
}
/** What it reads at once. Of more the end counts: what was said last is what is asked for. */
const MOST_CHARACTERS = 10_000
/** With eight levels asked for: 0 is safe, 7 the worst. */
const WORST = 7
/** “Medium”, from where on Azure's own filters hold back. */
const FLAGGED = 4

/**
 * Azure AI Content Safety, as moderations of OpenAI's: what it finds harmful (`text-analyze`, by severity) and attacks on a model
 * (`prompt-shield`, yes or no). Written from learn.microsoft.com/rest/api/contentsafety/text-operations, version 2024-09-01.
 */
export const azureContentSafety: Protocol = {
  dialect: 'openai-chat',
  toWireRequest(call, endpoint) {
    const path = pathOf(call)
    return {
      method: 'POST',
      origin: new URL(endpoint.baseUrl).origin,
      path: `${path}?api-version=${encodeURIComponent(endpoint.apiVersion ?? API_VERSION)}`,
      headers: commonHeaders(call, endpoint),
    }
  },
  toBody({ body, model }) {
    const text = textOf(parseJson(body.toString())).slice(-MOST_CHARACTERS).toWellFormed()
    const asked =
      model === 'prompt-shield'
        ? { userPrompt: text, documents: [text] }
        : { text, outputType: 'EightSeverityLevels' }
    return Buffer.from(JSON.stringify(asked))
  },
  toAnswer(answer, { model }) {
    const parsed = parseJson(answer.toString())
    const scores = model === 'prompt-shield' ? shieldOf(parsed) : severitiesOf(parsed)
    const categories = Object.fromEntries(
      Object.entries(scores).map(([name, score]) => [name, score >= FLAGGED / WORST]),
    )
    const flagged = Object.values(categories).includes(true)
    const results = [{ flagged, categories, category_scores: scores }]
    return Buffer.from(JSON.stringify({ model, results }))
  },
}

function pathOf({ operation, model, resource }: WireCall): string {
  const path = operation === 'moderations' && !resource ? PATHS[model] : undefined
  if (path !== undefined) return path
  throw new AppError(
    'not_supported',
    'Azure Content Safety takes moderations, of the models text-analyze and prompt-shield.',
  )
}

const Asked = z.object({ input: z.union([z.string(), z.array(z.string())]) })

function textOf(asked: unknown): string {
  const parsed = Asked.safeParse(asked)
  if (!parsed.success) {
    throw new AppError('not_supported', 'Azure Content Safety reads texts alone.', {
      param: 'input',
    })
  }
  return [parsed.data.input].flat().join('\n')
}

const Analysis = z.object({
  categoriesAnalysis: z.array(z.object({ category: z.string(), severity: z.number().nullish() })),
  blocklistsMatch: z.array(z.unknown()).nullish(),
})

function severitiesOf(answer: unknown): Record<string, number> {
  const parsed = Analysis.safeParse(answer)
  if (!parsed.success) throw notAnAnswer(parsed.error)
  const { categoriesAnalysis, blocklistsMatch } = parsed.data
  return {
    ...Object.fromEntries(
      categoriesAnalysis.map(({ category, severity }) => [category, (severity ?? 0) / WORST]),
    ),
    ...(blocklistsMatch?.length && { blocklist: 1 }),
  }
}

const Attack = z.object({ attackDetected: z.boolean() })
const Shield = z.object({
  userPromptAnalysis: Attack.nullish(),
  documentsAnalysis: z.array(Attack).nullish(),
})

function shieldOf(answer: unknown): Record<string, number> {
  const parsed = Shield.safeParse(answer)
  const isEmpty = !parsed.data?.userPromptAnalysis && !parsed.data?.documentsAnalysis
  // An answer of some other kind is not that there was no attack.
  if (!parsed.success || isEmpty) throw notAnAnswer(parsed.error)
  const { userPromptAnalysis, documentsAnalysis } = parsed.data
  const isInDocuments = (documentsAnalysis ?? []).some(({ attackDetected }) => attackDetected)
  return {
    user_prompt_attack: userPromptAnalysis?.attackDetected ? 1 : 0,
    document_attack: isInDocuments ? 1 : 0,
  }
}

function notAnAnswer(cause: unknown): AppError {
  return new AppError('provider_error', 'Azure Content Safety gave no verdict.', { cause })
}
