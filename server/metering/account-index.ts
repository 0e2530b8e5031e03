import type { Principal } from '#server/access/principal.ts'
import type { Allowance } from './allowance.ts'
import type { Account } from './slots.ts'

/** Which accounts count a request: looked up once for each caller and model. */
export function createAccountIndex(byId: Map<string, Account>) {
  let byCaller = new WeakMap<Principal, Map<string, Account[]>>()
  return {
    forget() {
      byCaller = new WeakMap()
    },
    accountsOf(principal: Principal, model: string): readonly Account[] {
      let byModel = byCaller.get(principal)
      if (!byModel) byCaller.set(principal, (byModel = new Map()))
      let accounts = byModel.get(model)
      if (!accounts) {
        accounts = [...byId.values()].filter(({ allowance }) => counts(allowance, principal, model))
        // Names of models that callers make up must not fill the memory.
        if (byModel.size > 1000) byModel.clear()
        byModel.set(model, accounts)
      }
      return accounts
    },
  }
}

function counts({ tenantId, subject }: Allowance, principal: Principal, model: string): boolean {
  if (tenantId !== principal.tenantId) return false
  const { kind, id } = subject
  const { grant } = principal
  switch (kind) {
    case 'organisation':
      return true
    case 'model':
      return id === model
    case 'key':
      return principal.kind === 'key' && principal.id === id
    case 'person':
      return principal.kind === 'person'
        ? principal.id === id
        : grant?.owner.kind === 'person' && grant.owner.id === id
    case 'service':
      return principal.kind === 'service'
        ? principal.id === id
        : grant?.owner.kind === 'service' && grant.owner.id === id
    case 'group':
      // What its people do, by themselves or by their keys, and what was set to count for it.
      return (
        (principal.groups?.includes(id) ?? false) ||
        grant?.group === id ||
        (grant?.owner.kind === 'group' && grant.owner.id === id)
      )
    default:
      return false
  }
}
