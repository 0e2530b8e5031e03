import { z } from 'zod'
import { Action } from './actions.ts'
import { Classification } from './classification.ts'
import { plainText } from './plain-text.ts'
import { Role } from './roles.ts'

/** Where words may be computed, the narrowest first: each one lets in all that the one before it does. */
export const Residency = z.enum(['own-hardware', 'eu-operator', 'eu-region', 'anywhere'])
export type Residency = z.infer<typeof Residency>

/** How something of a class is to be treated once it is here. */
export const Handling = z.strictObject({
  /** Answers may be kept in the response cache. */
  mayCache: z.boolean(),
  /** What was said may be kept with the request log, where the operator keeps it at all. */
  mayKeepBodies: z.boolean(),
  /** It may be shown to others by a link. */
  mayShare: z.boolean(),
  /** After so many days without use it is deleted; null: it stays. */
  retentionDays: z.int().min(1).max(36_500).nullable(),
})
export type Handling = z.infer<typeof Handling>

const Names = z.array(plainText(100).min(1)).max(50)

/** What holds for one class. */
export const ClassRules = z.strictObject({
  residency: Residency,
  /** All of them, and on that day. */
  certifications: Names,
  /** Only where it is declared that nothing is trained on what is sent. */
  noTraining: z.boolean(),
  /** 0: nothing may be kept there; null: it does not matter. */
  maxRetentionDays: z.int().min(0).max(36_500).nullable(),
  handling: Handling,
})
export type ClassRules = z.infer<typeof ClassRules>

/** A deployment as an example describes it. What is absent is not declared. */
export const ExamplePlace = z
  .strictObject({
    name: plainText(300).min(1),
    region: plainText(100),
    dataZone: plainText(100),
    operator: plainText(100),
    jurisdiction: plainText(100),
    retentionDays: z.int().min(0),
    trainsOnData: z.boolean(),
    isOwnHardware: z.boolean(),
    certifications: Names,
  })
  .partial()
export type ExamplePlace = z.infer<typeof ExamplePlace>

/** “May X do Y with Z?”: kept with the policies, and to be answered as expected before any of them goes live. */
export const PolicyExample = z.strictObject({
  name: plainText(200).min(1),
  who: z.strictObject({
    kind: z.enum(['person', 'service', 'key']),
    /** Absent: somebody. */
    id: plainText(100).optional(),
    roles: z.array(Role).max(20),
    groups: z.array(plainText(100)).max(100),
    /** How they signed in (`pwd`, `otp`, `hwk`…). */
    methods: z.array(plainText(50)).max(20),
  }),
  /** `deployment.use`: whether words may be computed at `place`. */
  action: z.union([z.literal('deployment.use'), Action]),
  place: ExamplePlace.nullable(),
  classification: Classification,
  operation: plainText(50).nullable(),
  purpose: plainText(100).nullable(),
  isTainted: z.boolean(),
  expected: z.enum(['allow', 'deny']),
})
export type PolicyExample = z.infer<typeof PolicyExample>

/** All the rules of an organisation, as they are written, versioned and rolled back: as one. */
export const PolicyDocument = z.strictObject({
  classes: z.strictObject({
    public: ClassRules,
    internal: ClassRules,
    restricted: ClassRules,
    secret: ClassRules,
  }),
  defaultClassification: Classification,
  /** From this class up people must have signed in with more than a password; null: never. */
  strongSignInFrom: Classification.nullable(),
  /** What a route demands of a deployment holds for it also where it is called by its own name. */
  holdsPastRoutes: z.boolean(),
  /** False: only deployments that an expert rule permits may be used. */
  permitsDeployments: z.boolean(),
  /** What keys call models for has to be a use case of the register. Absent: it need not. */
  knownPurposesOnly: z.boolean().optional(),
  /** Whom to ask, for a person to read; empty: the administrators. */
  contact: plainText(300),
  /** Further rules, in Cedar. */
  expert: z.string().max(100_000),
  examples: z.array(PolicyExample).max(500),
})
export type PolicyDocument = z.infer<typeof PolicyDocument>

/** What is wrong, or doubtful, in the expert rules. Lines and columns count from 1. */
export const PolicyProblem = z.object({
  line: z.int().positive(),
  column: z.int().positive(),
  message: z.string(),
  help: z.string().nullable(),
})
export type PolicyProblem = z.infer<typeof PolicyProblem>

/** One rule as decisions name it: those that the form makes, and those of experts. */
export const PolicyRule = z.object({
  id: z.string(),
  name: z.string(),
  reason: z.string().nullable(),
  effect: z.enum(['permit', 'forbid']),
  /** In Cedar. */
  text: z.string(),
})
export type PolicyRule = z.infer<typeof PolicyRule>

/** One thing that differs: `classes.restricted.residency`, `expert`… Values as JSON; null: it is not there. */
export const PolicyChange = z.object({
  path: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
})
export type PolicyChange = z.infer<typeof PolicyChange>

export const PolicyVersion = z.object({
  version: z.int().positive(),
  /** SHA-256 of the document, as decisions name it. */
  hash: z.string(),
  note: z.string(),
  author: z.object({ kind: z.string(), id: z.string(), name: z.string() }),
  /** The version that this one brought back; null: none. */
  restores: z.int().positive().nullable(),
  createdAt: z.iso.datetime(),
})
export type PolicyVersion = z.infer<typeof PolicyVersion>

/** `GET /api/policies`: what decides now. Version 0: what Galerne comes with. */
export const PolicyState = z.object({
  version: z.int().nonnegative(),
  hash: z.string(),
  document: PolicyDocument,
  rules: z.array(PolicyRule),
  /** What expert rules may speak of, in Cedar's schema language. */
  schema: z.string(),
})
export type PolicyState = z.infer<typeof PolicyState>

/** `GET /api/policies/versions`, the newest first. */
export const PolicyVersionPage = z.object({
  versions: z.array(PolicyVersion),
  /** For `?before=`; null on the last page. */
  nextBefore: z.int().positive().nullable(),
})
export type PolicyVersionPage = z.infer<typeof PolicyVersionPage>

/** `GET /api/policies/versions/:version`, with what it changed. */
export const PolicyVersionDetail = z.object({
  version: PolicyVersion,
  document: PolicyDocument,
  changes: z.array(PolicyChange),
})
export type PolicyVersionDetail = z.infer<typeof PolicyVersionDetail>

/** `POST /api/policies/check` and `POST /api/policies/dry-run`: nothing is changed. */
export const TryPolicy = z.strictObject({ document: PolicyDocument })
export type TryPolicy = z.infer<typeof TryPolicy>

export const ExampleOutcome = z.object({
  name: z.string(),
  expected: z.enum(['allow', 'deny']),
  answered: z.enum(['allow', 'deny']),
  reason: z.string(),
  rule: z.string().nullable(),
})
export type ExampleOutcome = z.infer<typeof ExampleOutcome>

export const PolicyCheck = z.object({
  /** While there are any, it cannot go live. */
  problems: z.array(PolicyProblem),
  doubts: z.array(PolicyProblem),
  rules: z.array(PolicyRule),
  examples: z.array(ExampleOutcome),
  changes: z.array(PolicyChange),
})
export type PolicyCheck = z.infer<typeof PolicyCheck>

const Answer = z.enum(['allow', 'deny'])

/** Calls that would have been decided otherwise. */
export const DryRunChange = z.object({
  calls: z.int().positive(),
  principal: z.object({ kind: z.string(), id: z.string(), name: z.string().nullable() }),
  deployment: z.string(),
  operation: z.string(),
  classification: Classification,
  before: Answer,
  after: Answer,
  /** Why it would be decided so now. */
  reason: z.string(),
  rule: z.string().nullable(),
})
export type DryRunChange = z.infer<typeof DryRunChange>

/** What the policies would have said to the calls of the last seven days. */
export const DryRun = z.object({
  since: z.iso.datetime(),
  calls: z.int().nonnegative(),
  allowedBefore: z.int().nonnegative(),
  allowedAfter: z.int().nonnegative(),
  /** Those that count the most calls first, 500 at most. */
  changes: z.array(DryRunChange),
  /** Further ones, not listed. */
  omittedChanges: z.int().nonnegative(),
  /** Calls of keys and people that are not there any more: decided as somebody without roles or groups. */
  callsOfUnknown: z.int().nonnegative(),
})
export type DryRun = z.infer<typeof DryRun>

/** `PUT /api/policies`, with the header `if-match: "<version>"` of what it was made from. */
export const PublishPolicy = z.strictObject({
  document: PolicyDocument,
  note: plainText(500).min(1),
})
export type PublishPolicy = z.infer<typeof PublishPolicy>

/** `POST /api/policies/versions/:version/restore`, with the same header. */
export const RestorePolicy = z.strictObject({ note: plainText(500).min(1) })
export type RestorePolicy = z.infer<typeof RestorePolicy>
