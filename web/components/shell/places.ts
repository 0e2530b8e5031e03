import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
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
}

const isIn = (root: string) => (path: string) => path === root || path.startsWith(`${root}/`)

export const PLACES: readonly Place[] = [
  {
    href: '/',
    icon: 'conversation',
    name: msg`Assistant`,
    has: (path) => path === '/' || path.startsWith('/c/'),
  },
  { href: '/models', icon: 'model', name: msg`Models`, has: isIn('/models') },
  { href: '/playground', icon: 'compare', name: msg`Playground`, has: isIn('/playground') },
  {
    href: '/admin',
    icon: 'admin',
    name: msg`Administration`,
    shortName: msg`Admin`,
    has: isIn('/admin'),
  },
]
