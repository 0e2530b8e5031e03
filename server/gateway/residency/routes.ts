import { Hono } from 'hono'
import { z } from 'zod'
import { Classification } from '#wire/classification.ts'
import type { JourneyList, PossiblePlace, Residency } from '#wire/residency.ts'
import type { ApiEnv } from '#server/access/api-env.ts'
import { authorize } from '#server/access/authorize.ts'
import { classificationOf } from '#server/access/classification.ts'
import { DEFAULT_DOCUMENT } from '#server/access/policy/default-document.ts'
import type { Principal } from '#server/access/principal.ts'
import { requireAllowed, toDenial } from '#server/access/require-allowed.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import type { Database } from '#server/lib/database.ts'
import type { Routing } from '../routing/routing.ts'
import { createJourneysStore } from './journeys-store.ts'
import { listPlaces, type Place } from './list-places.ts'

export interface ResidencyOptions {
  database: Database
  routing: Routing
  clock: Clock
}

const Query = z.object({
  classification: Classification.optional(),
  conversation: z.uuid().optional(),
})
const MONTH_MS = 30 * 24 * 60 * 60_000

/** `GET /residency…`, mounted under `/api`: for everybody, of what is theirs. */
export function createResidencyRoutes(options: ResidencyOptions): Hono<ApiEnv> {
  const { database, routing, clock } = options
  const journeys = createJourneysStore(database)
  const routes = new Hono<ApiEnv>()
  routes.get('/residency', (c) => {
    const { principal } = c.var
    requireAllowed(principal, 'residency.read', { kind: 'conversation' })
    const { classification = classificationOf(principal) } = readQuery(c.req.query())
    return c.json<Residency>({
      classification,
      usual: classificationOf(principal),
      mayLower: mayLower(principal),
      classes: listClasses(principal),
      places: listPlaces(routing, principal, { operation: 'chat', classification }).map(toPlace),
    })
  })
  routes.get('/residency/journeys', async (c) => {
    const { tenantId, id } = c.var.principal
    requireAllowed(c.var.principal, 'residency.read', { kind: 'conversation' })
    const { conversation } = readQuery(c.req.query())
    const since = new Date(clock.now() - MONTH_MS)
    return c.json<JourneyList>({
      journeys:
        conversation === undefined
          ? await journeys.ofPrincipal(tenantId, { id, since })
          : await journeys.ofConversation(tenantId, { id: conversation, ownerId: id }),
    })
  })
  return routes
}

function readQuery(given: Record<string, string>): z.infer<typeof Query> {
  const query = Query.safeParse(given)
  if (query.success) return query.data
  throw new AppError(
    'invalid_request',
    `classification is one of ${Classification.options.join(', ')}; conversation is the id of one.`,
  )
}

function mayLower(principal: Principal): boolean {
  const resource = { kind: 'conversation', tenantId: principal.tenantId } as const
  return authorize(principal, 'classification.lower', resource).isAllowed
}

function listClasses({ rules }: Principal): Residency['classes'] {
  return Classification.options.map((classification) => ({
    classification,
    rules: rules?.classRulesOf(classification) ?? DEFAULT_DOCUMENT.classes[classification],
  }))
}

function toPlace({ target, refusal }: Place): PossiblePlace {
  const { name, model } = target
  return {
    deployment: name,
    modelName: model.name,
    tags: model.tags,
    isAllowed: refusal === undefined,
    reason: refusal?.reason ?? null,
    rule: refusal?.rule ?? null,
    askWhom: refusal?.askWhom ?? null,
    denial: refusal ? toDenial(refusal) : null,
  }
}
