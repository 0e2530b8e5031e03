import type { Access } from './access/access.ts'
import { createPolicyDesk } from './access/policy/desk.ts'
import { createPolicyRoutes } from './access/policy/routes.ts'
import { createTrafficStore } from './access/policy/traffic-store.ts'
import type { Principal } from './access/principal.ts'
import type { Gateway } from './gateway/gateway.ts'
import { createResidencyRoutes } from './gateway/residency/routes.ts'
import type { Clock } from './lib/clock.ts'
import type { Database } from './lib/database.ts'

export interface PolicyParts {
  access: Pick<Access, 'policies' | 'directory' | 'keys'>
  database: Database
  gateway: Pick<Gateway, 'routing'>
  clock: Clock
}

/** Where policies are changed, and where everybody sees what they mean. */
export function openPolicies({ access, database, gateway, clock }: PolicyParts) {
  const { routing } = gateway
  const desk = createPolicyDesk({
    policies: access.policies,
    traffic: createTrafficStore(database),
    deployments: (tenantId) =>
      routing.snapshot(tenantId).targets.map(({ name, provider, model }) => ({
        name,
        providerId: provider.id,
        upstreamModel: model.upstreamName,
        tags: model.tags,
      })),
    principalsOf: (principal) => findPrincipals(principal, access),
    clock,
  })
  return [createPolicyRoutes(desk), createResidencyRoutes({ database, routing, clock })]
}

/** Those whom a log of requests may name, as far as policies can see them. */
function findPrincipals(asking: Principal, { directory, keys }: PolicyParts['access']) {
  const { tenantId } = asking
  const known = new Map(keys.list(asking).map((key) => [key.id, key]))
  return ({ kind, id }: { kind: string; id: string }): Principal | undefined => {
    if (kind === 'person') return directory.findPerson(tenantId, id)
    if (kind === 'service') return directory.findService(tenantId, id)
    const key = known.get(id)
    const groups = key && directory.findHolder(tenantId, key.owner)?.groups
    return (
      key && {
        kind: 'key',
        id,
        name: key.name,
        tenantId,
        groups: [...(groups ?? []), ...(key.group === null ? [] : [key.group])],
      }
    )
  }
}
