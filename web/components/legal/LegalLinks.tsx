import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import type { LegalLink } from '#wire/branding.ts'
import { branding } from '../../state/branding.ts'
import { useStore } from '../../state/external-store.ts'

/** `Galerne` itself brings a statement on its accessibility: web/components/help/StatementPage.tsx. */
const OWN_STATEMENT = '/accessibility'

/** In the order in which they are shown. */
export const LEGAL_NAMES: readonly (readonly [link: LegalLink, name: MessageDescriptor])[] = [
  [
    'imprint',
    msg({
      message: 'Imprint',
      comment: 'The page that says who runs a website and is responsible for it',
    }),
  ],
  ['privacy', msg({ message: 'Privacy', comment: 'The page that says how personal data is used' })],
  ['accessibility', msg`Accessibility`],
  ['terms', msg`Terms of use`],
]

/** What people must be able to find, wherever they are: links of the organisation, and the statement. */
export function LegalLinks({ isStatement = false }: { isStatement?: boolean }) {
  const { t } = useLingui()
  const { links } = useStore(branding)
  const shown: Partial<Record<LegalLink, string>> = isStatement
    ? links
    : { accessibility: OWN_STATEMENT, ...links }
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
      {LEGAL_NAMES.map(([link, name]) => {
        const href = shown[link]
        if (href === undefined) return null
        const isOurs = href === OWN_STATEMENT
        return (
          <li key={link}>
            <a
              className="inline-block py-1 text-ink-muted underline hover:text-ink"
              href={href}
              {...(!isOurs && { rel: 'noopener noreferrer', target: '_blank' })}
            >
              {t(name)}
            </a>
          </li>
        )
      })}
    </ul>
  )
}
