import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { Action } from '#wire/actions.ts'
import type { IconName } from '../../ui/Icon.tsx'

/** A part of Galerne that one goes to from anywhere. */
export interface Place {
  href: string
  icon: IconName
  /** All of its name; the short one where room is scarce, the same words as its beginning. */
  name: MessageDescriptor
  shortName?: MessageDescriptor
  /** Whether a path lies in it. */
  has: (path: string) => boolean
  /** Shown to who has one of these; absent: to everybody. */
  rights?: readonly Action[]
}

/** Those of the sections of the administration (web/pages/admin/sections.tsx): who has none of them has no administration. */
const ADMIN_RIGHTS: readonly Action[] = [
  'traffic.read',
  'request.read',
  'alert.read',
  'rating.read',
  'key.list',
  'key.use-own',
  'budget.read',
  'spend.read',
  'provider.manage',
  'route.read',
  'drill.run',
  'people.read',
  'group.manage-members',
  'sign-in.manage',
  'policy.read',
  'screening.read',
  'audit.read',
  'register.read',
  'retention.read',
  'hold.read',
  'rights.manage',
  'organisation.export',
  'organisation.manage',
  'glossary.manage',
]

const isIn = (root: string) => (path: string) => path === root || path.startsWith(`${root}/`)

export const PLACES: readonly Place[] = [
  {
    href: '/',
    icon: 'conversation',
    name: msg`Assistant`,
    has: (path) => path === '/' || /^\/(?:c|f|conversations|temporary)(?:\/|$)/.test(path),
    rights: ['conversation.read'],
  },
  {
    href: '/translate',
    icon: 'language',
    name: msg`Texts`,
    has: (path) => /^\/(?:translate|plain)(?:\/|$)/.test(path),
    rights: ['run.start'],
  },
  { href: '/models', icon: 'model', name: msg`Models`, has: isIn('/models') },
  {
    href: '/playground',
    icon: 'compare',
    name: msg`Playground`,
    has: isIn('/playground'),
    rights: ['playground.read'],
  },
  {
    href: '/admin',
    icon: 'admin',
    name: msg`Administration`,
    shortName: msg`Admin`,
    has: isIn('/admin'),
    rights: ADMIN_RIGHTS,
  },
]
