import type { Action, Resource, UsableDeployment } from '../authorize.ts'
import type { Principal } from '../principal.ts'
import { isInUnion, validCertifications } from './demands.ts'
import type { EntityJson } from './cedar.ts'
import { isAboutModels } from './schema.ts'
import type { Sight } from './sight.ts'

/** One question, as Cedar is asked it. */
export interface Question {
  principal: EntityJson
  action: string
  resource: EntityJson
}

const TYPES: Record<Principal['kind'], string> = {
  person: 'Person',
  service: 'ServiceAccount',
  key: 'Key',
}

/** Who asks, as far as policies can see. */
export function toPrincipalEntity(principal: Principal, { groups }: Sight): EntityJson {
  const { kind, id, name, assurance } = principal
  const isPerson = kind === 'person'
  return {
    uid: { type: TYPES[kind], id },
    attrs: {
      name,
      ...(isPerson && { methods: [...(assurance?.methods ?? [])] }),
      ...(isPerson && assurance?.level != null && { level: assurance.level }),
    },
    parents: [
      ...(principal.roles ?? []).map((role) => ({ type: 'Role', id: role })),
      ...groupsOf(principal)
        .filter((group) => groups.has(group))
        .map((group) => ({ type: 'Group', id: group })),
    ],
  }
}

/** Two principals of whom policies see the same have the same signature. */
export function signatureOf(principal: Principal, sight: Sight): string {
  const { kind, id, name, roles = [], assurance } = principal
  const { types, attributes, groups } = sight
  const parts = [kind, roles.toSorted().join(','), assurance?.methods.join(',') ?? '']
  if (groups.size > 0)
    parts.push(
      groupsOf(principal)
        .filter((one) => groups.has(one))
        .join(','),
    )
  if (types.has(TYPES[kind])) parts.push(id)
  if (attributes.has('name')) parts.push(name)
  if (attributes.has('level')) parts.push(assurance?.level ?? '')
  return parts.join('\u0001')
}

function groupsOf({ groups = [], grant }: Principal): readonly string[] {
  return grant?.group == null ? groups : [...groups, grant.group]
}

export function toDeploymentEntity({ name, tags }: UsableDeployment, nowMs: number): EntityJson {
  const slash = name.indexOf('/')
  const { region, dataZone, operator, jurisdiction, retentionDays, trainsOnData } = tags
  const known = {
    region,
    dataZone: dataZone?.toUpperCase(),
    operator,
    jurisdiction: jurisdiction?.toUpperCase(),
    retentionDays,
    trainsOnData,
  }
  const declared = Object.entries(known).flatMap(([key, value]) =>
    value == null ? [] : [[key, value] as const],
  )
  return {
    uid: { type: 'Deployment', id: name },
    attrs: {
      provider: name.slice(0, Math.max(0, slash)),
      model: name.slice(slash + 1),
      ...Object.fromEntries(declared),
      isInEu: isInUnion(dataZone),
      isUnderEuLaw: isInUnion(jurisdiction),
      isOwnHardware: tags.isOwnHardware,
      certifications: validCertifications(tags, nowMs).map((one) => one.toUpperCase()),
    },
    parents: [],
  }
}

/** What of a thing or a model policies see. */
export function toResourceEntity(
  principal: Principal,
  action: Action,
  resource: Resource,
): EntityJson {
  const { id = '', kind, operation, ownerId } = resource
  if (isAboutModels(action)) {
    return {
      uid: { type: 'Model', id },
      attrs: { ...(operation !== undefined && { operation }) },
      parents: [],
    }
  }
  return {
    uid: { type: 'Thing', id },
    attrs: { kind, ...(id !== '' && { id }), isOwn: ownerId === principal.id },
    parents: [],
  }
}

/** As `signatureOf`, of what it is about. */
export function resourceSignature(
  principal: Principal,
  action: Action,
  { resource, sight }: { resource: Resource; sight: Sight },
): string {
  const { id = '', kind, operation = '', ownerId } = resource
  const type = isAboutModels(action) ? 'Model' : 'Thing'
  const seesId = sight.types.has(type) || sight.attributes.has('id')
  return `${action}\u0001${kind}\u0001${operation}\u0001${ownerId === principal.id}\u0001${seesId ? id : ''}`
}
