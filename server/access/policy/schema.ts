import { Action } from '#wire/actions.ts'
import { Role } from '#wire/roles.ts'

/** Beside the actions of people and keys: whether words may be computed at a deployment. */
export const USE = 'deployment.use'

/** Actions about models, whose resource is one. */
const ABOUT_MODELS = new Set<string>(['model.call', 'model.list'])

const names = (actions: readonly string[]) => actions.map((name) => `"${name}"`).join(', ')

/** What policies can speak of, in Cedar's schema language. Additive: a policy that was once valid stays so. */
export const SCHEMA = `// Who asks. Roles are named, groups are known by their id.
entity Role enum [${names(Role.options)}];
entity Group;
entity Person in [Role, Group] = {
  name: String,
  // How they signed in: "pwd", "otp", "hwk", "mfa", "link"…
  methods: Set<String>,
  // The issuer's level of assurance (acr).
  level?: String,
};
entity ServiceAccount in [Role, Group] = { name: String };
entity Key in [Role, Group] = { name: String };

// What it is about.
entity Model = { operation?: String };
entity Deployment = {
  provider: String,
  model: String,
  region?: String,
  // "EU", "US", "GLOBAL"…: upper case, as is the jurisdiction.
  dataZone?: String,
  operator?: String,
  jurisdiction?: String,
  // In the Union or one of its members; under its law.
  isInEu: Bool,
  isUnderEuLaw: Bool,
  isOwnHardware: Bool,
  retentionDays?: Long,
  trainsOnData?: Bool,
  // Those that hold today, in upper case: "C5", "ISO 27001".
  certifications: Set<String>,
};
entity Thing = {
  // "conversation", "key", "budget"…
  kind: String,
  id?: String,
  isOwn: Bool,
};

// The circumstances. Level: 0 public, 1 internal, 2 restricted, 3 secret.
type Circumstances = {
  classification: String,
  level: Long,
  isTainted: Bool,
  operation?: String,
  purpose?: String,
};

action "${USE}" appliesTo {
  principal: [Person, ServiceAccount, Key],
  resource: [Deployment],
  context: Circumstances,
};
action ${names([...ABOUT_MODELS])} appliesTo {
  principal: [Person, ServiceAccount, Key],
  resource: [Model],
  context: Circumstances,
};
action ${names(Action.options.filter((name) => !ABOUT_MODELS.has(name)))} appliesTo {
  principal: [Person, ServiceAccount, Key],
  resource: [Thing],
  context: Circumstances,
};
`

export function isAboutModels(action: string): boolean {
  return ABOUT_MODELS.has(action)
}
