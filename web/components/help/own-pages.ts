import { msg } from '@lingui/core/macro'

/** Pages about oneself, and about Galerne. */
export const OWN_PAGES = [
  { href: '/account', name: msg`My account` },
  { href: '/my-data', name: msg`My data` },
  { href: '/residency', name: msg`Where my words go` },
  { href: '/course', name: msg`Course: what AI can and cannot do` },
  { href: '/accessibility', name: msg`Accessibility statement` },
  { href: '/shared', name: msg`Shared conversations` },
  { href: '/translate', name: msg`Translate a text` },
  { href: '/plain', name: msg`Plain language` },
  { href: '/approvals', name: msg`Approvals that wait for me` },
]
