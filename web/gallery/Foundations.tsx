import { Icon, ICON_NAMES } from '../ui/Icon.tsx'
import { Logo } from '../ui/Logo.tsx'
import { Section, States } from './Section.tsx'

const COLOURS = [
  { name: 'sunken', className: 'bg-sunken text-ink' },
  { name: 'canvas', className: 'bg-canvas text-ink' },
  { name: 'surface', className: 'bg-surface text-ink' },
  { name: 'raised', className: 'bg-raised text-ink' },
  { name: 'hover', className: 'bg-hover text-ink' },
  { name: 'pressed', className: 'bg-pressed text-ink' },
  { name: 'sea', className: 'bg-sea text-on-sea' },
  { name: 'sea-soft', className: 'bg-sea-soft text-sea-ink' },
  { name: 'buoy-soft', className: 'bg-buoy-soft text-buoy-ink' },
  { name: 'danger', className: 'bg-danger text-on-danger' },
  { name: 'danger-soft', className: 'bg-danger-soft text-danger' },
  { name: 'warning-soft', className: 'bg-warning-soft text-warning' },
  { name: 'success-soft', className: 'bg-success-soft text-success' },
]

const SIZES = [
  { name: '3xl', className: 'font-display text-3xl' },
  { name: '2xl', className: 'font-display text-2xl' },
  { name: 'xl', className: 'font-display text-xl' },
  { name: 'lg', className: 'text-lg' },
  { name: 'base', className: 'text-base' },
  { name: 'sm', className: 'text-sm text-ink-muted' },
  { name: 'xs', className: 'text-xs text-ink-faint' },
]

/** Colours, type, icons and the sign: what everything else is made of. */
export function Foundations() {
  return (
    <>
      <Section id="sign" title="Sign">
        <States>
          <Logo size={56} />
          <Logo size={32} hasName />
        </States>
      </Section>
      <Section id="colours" title="Colours">
        <ul className="grid grid-cols-2 gap-2 sm:grid-cols-3 lg:grid-cols-4">
          {COLOURS.map(({ name, className }) => (
            <li
              key={name}
              className={`rounded-md border border-line px-3 py-4 text-sm ${className}`}
            >
              {name}
            </li>
          ))}
        </ul>
      </Section>
      <Section id="type" title="Type">
        <div className="grid gap-3">
          {SIZES.map(({ name, className }) => (
            <p key={name} className={className}>
              {name} · Vent, vítr, вятър, άνεμος, gaoth, riħ, wiatr, vējš, tuul
            </p>
          ))}
        </div>
      </Section>
      <Section id="icons" title="Icons">
        <ul className="grid grid-cols-3 gap-2 sm:grid-cols-5 lg:grid-cols-7">
          {ICON_NAMES.map((name) => (
            <li
              key={name}
              className="grid justify-items-center gap-2 rounded-md border border-line bg-surface px-1 py-3 text-xs text-ink-muted"
            >
              <span className="text-ink">
                <Icon name={name} size={22} />
              </span>
              {name}
            </li>
          ))}
        </ul>
      </Section>
    </>
  )
}
