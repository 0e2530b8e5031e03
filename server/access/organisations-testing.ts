import type { Organisations } from './organisations.ts'
import { LOCAL_TENANT_ID } from './principal.ts'

/** For tests: these organisations, from the beginning to the end. */
export function fixedOrganisations(
  ids: readonly string[] = [LOCAL_TENANT_ID],
): Pick<Organisations, 'ids' | 'forEach'> {
  return {
    ids: () => ids,
    async forEach(work) {
      for (const id of ids) await work(id)
    },
  }
}
