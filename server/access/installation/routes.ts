import { Hono } from 'hono'
import {
  NameOrganisation,
  type CreatedOrganisation,
  type InstalledOrganisation,
  type InstalledOrganisationList,
} from '#wire/organisations.ts'
import type { SignInLink } from '#wire/access.ts'
import { body } from '#server/http/body.ts'
import { AppError } from '#server/lib/app-error.ts'
import { isId } from '#server/lib/ids.ts'
import type { ApiEnv } from '../api-env.ts'
import type { Organisation, Organisations } from '../organisations.ts'
import type { Principal } from '../principal.ts'
import { requireAllowed } from '../require-allowed.ts'
import type { LinkHolder } from '../sign-in-links.ts'

export interface OrganisationRoutesOptions {
  organisations: Organisations
  createSignInUrl: (holder: LinkHolder) => string
}

/** `/installation/organisations…`, under `/api`: for whoever runs this machine, and for nobody in an organisation. */
export function createOrganisationRoutes(options: OrganisationRoutesOptions): Hono<ApiEnv> {
  const { organisations, createSignInUrl } = options
  const routes = new Hono<ApiEnv>()

  routes.get('/installation/organisations', (c) => {
    requireOperator(c.var.principal)
    const list = { organisations: organisations.list().map(toWire) }
    return c.json(list satisfies InstalledOrganisationList)
  })

  routes.post('/installation/organisations', body(NameOrganisation), async (c) => {
    requireOperator(c.var.principal)
    const { organisation, ownerId } = await organisations.create(c.req.valid('json').name)
    const signInUrl = createSignInUrl({ tenantId: organisation.id, personId: ownerId })
    const created = { organisation: toWire(organisation), signInUrl }
    return c.json(created satisfies CreatedOrganisation, 201)
  })

  routes.post('/installation/organisations/:id', body(NameOrganisation), async (c) => {
    requireOperator(c.var.principal)
    const { name } = c.req.valid('json')
    const renamed = await organisations.rename(idOf(c.req.param('id')), name)
    return c.json(toWire(renamed) satisfies InstalledOrganisation)
  })

  routes.post('/installation/organisations/:id/sign-in-links', async (c) => {
    requireOperator(c.var.principal)
    const tenantId = idOf(c.req.param('id'))
    const personId = await organisations.ownerOf(tenantId)
    const link = { url: createSignInUrl({ tenantId, personId }) }
    return c.json(link satisfies SignInLink, 201)
  })

  return routes
}

function requireOperator(principal: Principal): void {
  requireAllowed(principal, 'installation.manage', { kind: 'organisation' })
}

function idOf(text: string): string {
  if (isId(text)) return text
  throw new AppError('not_found', 'There is no such organisation.')
}

function toWire({ id, name, createdAt }: Organisation): InstalledOrganisation {
  return { id, name, createdAt: createdAt.toISOString() }
}
