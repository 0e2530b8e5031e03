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
  /** Whom to ask, for a person to read; empty: the administrators. */
  contact: plainText(300),
  /** Further rules, in Cedar. */
  expert: z.string().max(100_000),
  examples: z.array(PolicyExample).max(500),
})
export type PolicyDocument = z.infer<typeof PolicyDocument>
