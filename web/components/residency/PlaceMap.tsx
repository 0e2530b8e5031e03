import { Plural, Trans, useLingui } from '@lingui/react/macro'
import type { PossiblePlace } from '#wire/residency.ts'
import { Icon } from '../../ui/Icon.tsx'
import { DenialText } from '../DenialText.tsx'
import { PlaceFacts } from './PlaceFacts.tsx'
import { ZONES, ZONE_TEXTS, zoneOf, type Zone } from './zones.ts'

/** Where words may be computed, from near to far: each place with its yes, or its no and the reason. */
export function PlaceMap({ places }: { places: readonly PossiblePlace[] }) {
  const byZone = Map.groupBy(places, ({ tags }) => zoneOf(tags))
  return (
    <ol className="grid grid-cols-[repeat(auto-fit,minmax(min(15rem,100%),1fr))] gap-4">
      {ZONES.filter((zone) => byZone.has(zone)).map((zone) => (
        <ZoneColumn key={zone} zone={zone} places={byZone.get(zone) ?? []} />
      ))}
    </ol>
  )
}

function ZoneColumn({ zone, places }: { zone: Zone; places: readonly PossiblePlace[] }) {
  const { i18n } = useLingui()
  const { name, about, icon } = ZONE_TEXTS[zone]
  const allowed = places.filter(({ isAllowed }) => isAllowed)
  const isOpen = allowed.length > 0
  return (
    <li
      className={`grid content-start gap-3 rounded-xl border p-4 ${isOpen ? 'border-success bg-success-soft' : 'border-dashed border-line-strong bg-sunken'}`}
    >
      <div>
        <h3 className="flex items-center gap-2 font-medium">
          <Icon name={icon} />
          {i18n._(name)}
        </h3>
        <p className="text-xs text-ink-muted">{i18n._(about)}</p>
        <p className={`mt-1 text-sm font-medium ${isOpen ? 'text-success' : 'text-danger'}`}>
          {isOpen ? (
            <Plural
              value={places.length}
              one={`${allowed.length} of # place may be used`}
              other={`${allowed.length} of # places may be used`}
            />
          ) : (
            <Trans>Your words do not go here</Trans>
          )}
        </p>
      </div>
      <ul className="grid gap-2">
        {places.map((place) => (
          <PlaceRow key={place.deployment} place={place} />
        ))}
      </ul>
    </li>
  )
}

function PlaceRow({ place }: { place: PossiblePlace }) {
  const { deployment, modelName, tags, isAllowed, reason, askWhom, denial } = place
  return (
    <li className="grid gap-0.5 rounded-lg bg-surface p-3 text-sm">
      <span className="flex items-start gap-2">
        <span className={`mt-0.5 ${isAllowed ? 'text-success' : 'text-danger'}`}>
          <Icon name={isAllowed ? 'success' : 'danger'} size={16} />
        </span>
        <span className="min-w-0">
          <span className="sr-only">
            {isAllowed ? <Trans>May be used:</Trans> : <Trans>May not be used:</Trans>}{' '}
          </span>
          <bdi className="font-medium [overflow-wrap:anywhere]">{modelName}</bdi>
          <bdi className="block font-mono text-xs [overflow-wrap:anywhere] text-ink-muted">
            {deployment}
          </bdi>
        </span>
      </span>
      <PlaceFacts tags={tags} />
      {!isAllowed && (
        <span className="text-xs text-ink">
          <DenialText of={denial ?? undefined}>
            <span lang="en">
              {reason} {askWhom}
            </span>
          </DenialText>
        </span>
      )}
    </li>
  )
}
