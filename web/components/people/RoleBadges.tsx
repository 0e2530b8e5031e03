import { useLingui } from '@lingui/react/macro'
import { Role } from '#wire/roles.ts'
import { Badge } from '../../ui/Badge.tsx'
import { ROLE_NAMES } from './role-names.ts'

/** The mightiest first, each once. */
export function RoleBadges({ roles }: { roles: readonly Role[] }) {
  const { i18n } = useLingui()
  return (
    <span className="inline-flex flex-wrap gap-1">
      {Role.options
        .filter((role) => roles.includes(role))
        .map((role) => (
          <Badge key={role} look={role === 'owner' || role === 'administrator' ? 'sea' : 'plain'}>
            {i18n._(ROLE_NAMES[role])}
          </Badge>
        ))}
    </span>
  )
}
