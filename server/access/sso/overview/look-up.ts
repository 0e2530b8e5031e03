import type { LookedUp } from '#wire/sso.ts'
import type { LdapDirectory } from '../ldap/ldap-directory.ts'
import { explain } from '../oidc/explain.ts'
import { toRoles } from '../welcome.ts'

/** What would come of somebody who signs in by a directory: asked as a sign-in would, without their password. */
export async function lookUp(directory: LdapDirectory, name: string): Promise<LookedUp> {
  try {
    const found = await directory.lookUp(name)
    const check = { what: 'directory', outcome: 'right', detail: null } as const
    if (!found) return { check, person: null }
    return {
      check,
      person: {
        id: found.subject,
        name: found.name,
        email: found.email,
        groups: [...(found.groups ?? [])],
        roles: toRoles(found) ?? [],
      },
    }
  } catch (error) {
    const detail = explain(error instanceof Error && error.cause ? error.cause : error)
    return { check: { what: 'directory', outcome: 'wrong', detail }, person: null }
  }
}
