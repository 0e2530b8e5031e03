import { useLingui } from '@lingui/react/macro'

/** As the server says it where nobody has declared who runs a machine of our own. */
const OWN_HARDWARE = /\bown hardware$/

/** Where a model computes, as it was declared: `EU (swedencentral), Microsoft`. */
export function PlaceName({ place }: { place: string }) {
  const { t } = useLingui()
  return <bdi>{place.replace(OWN_HARDWARE, t`own hardware`)}</bdi>
}
