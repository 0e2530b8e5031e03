import type { DeploymentTags, ProviderModel } from '#server/providers/provider.ts'

/** Where the organisation's own machines are, as it says once for all of them. Null: not said. */
export type OwnPlace = Pick<DeploymentTags, 'region' | 'dataZone' | 'operator' | 'jurisdiction'> &
  Pick<DeploymentTags, 'certifications' | 'certificationsUntil'>

/**
 * Own hardware is where the organisation says that its machines are, in whatever its deployment does not say itself. The same
 * model gives the same object, so that what is remembered of it stays.
 */
export function createPlacing(
  place: OwnPlace | undefined,
): (model: ProviderModel) => ProviderModel {
  if (!place) return (model) => model
  const placed = new WeakMap<ProviderModel, ProviderModel>()
  return (model) => {
    if (!model.tags.isOwnHardware) return model
    let known = placed.get(model)
    if (!known) placed.set(model, (known = { ...model, tags: withPlace(model.tags, place) }))
    return known
  }
}

function withPlace(tags: DeploymentTags, place: OwnPlace): DeploymentTags {
  const { certifications, certificationsUntil = {} } = place
  return {
    ...tags,
    region: tags.region ?? place.region,
    dataZone: tags.dataZone ?? place.dataZone,
    operator: tags.operator ?? place.operator,
    jurisdiction: tags.jurisdiction ?? place.jurisdiction,
    certifications: [...new Set([...tags.certifications, ...certifications])],
    certificationsUntil: { ...certificationsUntil, ...tags.certificationsUntil },
  }
}
