import type { DeploymentTags, ModelCapabilities, Operation, ProviderModel } from './provider.ts'

/** Nothing is known. */
export const UNKNOWN_TAGS: DeploymentTags = {
  region: null,
  dataZone: null,
  operator: null,
  jurisdiction: null,
  retentionDays: null,
  trainsOnData: null,
  isOwnHardware: false,
  certifications: [],
}

/** A process of this very machine: nothing leaves it, and nothing is kept. */
export const THIS_MACHINE_TAGS: DeploymentTags = {
  ...UNKNOWN_TAGS,
  retentionDays: 0,
  trainsOnData: false,
  isOwnHardware: true,
}

const NO_CAPABILITIES: ModelCapabilities = {
  operations: [],
  tools: false,
  jsonSchema: false,
  vision: false,
  reasoning: false,
  audioInput: false,
  documents: false,
}

export type ModelFacts = Partial<Omit<ProviderModel, 'capabilities'>> &
  Pick<ProviderModel, 'id'> & { capabilities: Partial<ModelCapabilities> }

/** A model with whatever is known of it; the rest is not known, or cannot be done. */
export function createProviderModel({ capabilities, ...facts }: ModelFacts): ProviderModel {
  return {
    upstreamName: facts.id,
    name: facts.id,
    contextTokens: null,
    maxOutputTokens: null,
    languages: [],
    licence: null,
    tags: UNKNOWN_TAGS,
    lifecycle: null,
    price: null,
    ...facts,
    capabilities: { ...NO_CAPABILITIES, ...capabilities },
  }
}

export function canDo({ capabilities }: ProviderModel, operation: Operation): boolean {
  return capabilities.operations.includes(operation)
}
