import type { Classification } from '#wire/classification.ts'
import type { ClassRules, PolicyDocument } from '#wire/policy.ts'

const FREE: ClassRules = {
  residency: 'anywhere',
  certifications: [],
  noTraining: false,
  maxRetentionDays: null,
  handling: { mayCache: true, mayKeepBodies: true, mayShare: true, retentionDays: null },
}

/** From here up nothing is kept that need not be. */
const CAREFUL: ClassRules = {
  ...FREE,
  noTraining: true,
  handling: { mayCache: false, mayKeepBodies: false, mayShare: false, retentionDays: null },
}

/** What holds before anybody has written a policy: nothing stands in a newcomer's way, and a class that somebody chose means something. */
export const DEFAULT_DOCUMENT: PolicyDocument = {
  classes: {
    public: FREE,
    internal: FREE,
    restricted: { ...CAREFUL, residency: 'eu-operator' },
    secret: { ...CAREFUL, residency: 'own-hardware' },
  },
  defaultClassification: 'internal',
  strongSignInFrom: null,
  holdsPastRoutes: true,
  permitsDeployments: true,
  contact: '',
  expert: '',
  examples: [],
}

export const LEVELS: Readonly<Record<Classification, number>> = {
  public: 0,
  internal: 1,
  restricted: 2,
  secret: 3,
}
