import { useLingui } from '@lingui/react/macro'
import { Link, useLocation } from 'wouter'
import { Icon } from '../../ui/Icon.tsx'
import { PLACES } from './places.ts'

interface PlaceLinksProps {
  className: string
  onNavigate?: (() => void) | undefined
}

/** The way to every part of Galerne: a sign and a word each. */
export function PlaceLinks({ className, onNavigate }: PlaceLinksProps) {
  const { t, i18n } = useLingui()
  const [path] = useLocation()
  return (
    <nav aria-label={t`Parts of Galerne`}>
      <ul className={className}>
        {PLACES.map(({ href, icon, name, shortName = name, has }) => (
          <li className="min-w-0" key={href}>
            <Link
              aria-current={has(path) ? 'page' : undefined}
              aria-label={i18n._(name)}
              className="grid min-h-14 content-center justify-items-center gap-1 rounded-md px-0.5 py-1.5 text-xs text-ink-muted transition-colors duration-(--duration-quick) hover:bg-hover hover:text-ink aria-[current=page]:bg-sea-soft aria-[current=page]:font-medium aria-[current=page]:text-sea-ink forced-colors:aria-[current=page]:outline"
              href={href}
              onClick={onNavigate}
            >
              <Icon name={icon} size={20} />
              <span className="max-w-full truncate">{i18n._(shortName)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
