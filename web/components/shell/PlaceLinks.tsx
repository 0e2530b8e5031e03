import { useLingui } from '@lingui/react/macro'
import { Link, useLocation } from 'wouter'
import { Icon } from '../../ui/Icon.tsx'
import { mayAny, useRights } from '../use-rights.ts'
import { PLACES } from './places.ts'

interface PlaceLinksProps {
  /** A strip has each sign above its word, a grid beside it. */
  shape: 'strip' | 'grid'
  onNavigate?: (() => void) | undefined
}

const SHAPES = {
  strip: 'grid min-h-14 content-center justify-items-center gap-1 px-0.5 py-1.5 text-xs',
  grid: 'flex min-h-(--control) items-center gap-2 px-2 text-sm',
}

/** The way to every part of Galerne: a sign and a word each. */
export function PlaceLinks({ shape, onNavigate }: PlaceLinksProps) {
  const { t, i18n } = useLingui()
  const [path] = useLocation()
  const held = useRights()
  const places = PLACES.filter(({ rights = [] }) => mayAny(held, rights))
  return (
    <nav aria-label={t`Parts of Galerne`}>
      <ul className={shape === 'strip' ? 'grid gap-1' : 'grid grid-cols-2 gap-1'}>
        {places.map(({ href, icon, name, shortName = name, has }) => (
          <li className="min-w-0" key={href}>
            <Link
              aria-current={has(path) ? 'page' : undefined}
              className={`rounded-md text-ink-muted transition-colors duration-(--duration-quick) hover:bg-hover hover:text-ink aria-[current=page]:bg-sea-soft aria-[current=page]:font-medium aria-[current=page]:text-sea-ink forced-colors:aria-[current=page]:outline ${SHAPES[shape]}`}
              href={href}
              onClick={onNavigate}
              title={i18n._(name)}
            >
              <Icon name={icon} size={shape === 'strip' ? 27 : 21} />
              <span
                className={
                  shape === 'strip'
                    ? 'max-w-full text-center leading-tight [overflow-wrap:anywhere] hyphens-auto'
                    : 'max-w-full truncate'
                }
              >
                {i18n._(shortName)}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
