import { z } from 'zod'
import { Action } from './actions.ts'
import { plainText } from './plain-text.ts'
import { Role } from './roles.ts'

/** What an organisation has decided for itself. */
export const OrganisationSettings = z.object({
  /** Who may make keys of their own, apart from those who manage all keys. */
  ownKeys: z.enum(['everybody', 'builders', 'nobody']).default('builders'),
  /** What somebody gets who comes in by single sign-on for the first time, and no mapping says otherwise. */
  firstRole: Role.exclude(['owner', 'administrator', 'auditor', 'data-protection-officer']).default(
    'member',
  ),
  /** Conversations of the class “public” may be shared by links that need no sign-in. */
  openLinks: z.boolean().default(false),
  /** People may keep conversations that they open on their devices, to read them without a network. */
  offlineReading: z.boolean().default(true),
})
export type OrganisationSettings = z.infer<typeof OrganisationSettings>

export const OrganisationPage = z.object({
  id: z.string(),
  name: z.string(),
  settings: OrganisationSettings,
  people: z.int(),
  suspended: z.int(),
  groups: z.int(),
  serviceAccounts: z.int(),
  /** Active people who own the organisation. */
  owners: z.int(),
})
export type OrganisationPage = z.infer<typeof OrganisationPage>

const Name = plainText(100).trim().min(1, 'It needs a name.')

/** What is absent stays as it is. */
export const UpdateOrganisation = z
  .strictObject({
    name: Name,
    ownKeys: OrganisationSettings.shape.ownKeys.unwrap(),
    firstRole: OrganisationSettings.shape.firstRole.unwrap(),
    openLinks: OrganisationSettings.shape.openLinks.unwrap(),
    offlineReading: OrganisationSettings.shape.offlineReading.unwrap(),
  })
  .partial()
export type UpdateOrganisation = z.infer<typeof UpdateOrganisation>

export const PersonStatus = z.enum(['active', 'suspended'])
export type PersonStatus = z.infer<typeof PersonStatus>

const Named = z.object({ id: z.string(), name: z.string() })

/** A role, and why it is held. */
export const HeldRole = z.object({
  role: Role,
  /** The group that gives it; null: held directly. */
  group: Named.nullable(),
  /** Who gave it directly: `local`, `first`, `scim`, `sso:<issuer>`. Null: a group. */
  source: z.string().nullable(),
})
export type HeldRole = z.infer<typeof HeldRole>

export const Person = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  status: PersonStatus,
  /** Who says so: `local`, `scim`, `sso:<issuer>`. */
  source: z.string(),
  roles: z.array(HeldRole),
  groups: z.array(Named.extend({ isAdministrator: z.boolean() })),
  createdAt: z.iso.datetime(),
  lastSeenAt: z.iso.datetime().nullable(),
})
export type Person = z.infer<typeof Person>

export const PersonPage = z.object({
  people: z.array(Person),
  /** Of the whole search. */
  total: z.int(),
  nextCursor: z.string().nullable(),
})
export type PersonPage = z.infer<typeof PersonPage>

/** A person's own page: what they may do is the sum of their roles. */
export const PersonDetails = Person.extend({ rights: z.array(Action), keys: z.int() })
export type PersonDetails = z.infer<typeof PersonDetails>

export const PeopleSearch = z.strictObject({
  /** Part of a name or an address. */
  q: plainText(100).optional(),
  role: Role.optional(),
  /** Id of a group. */
  group: z.uuid().optional(),
  status: PersonStatus.optional(),
  cursor: z.string().max(1000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  format: z.enum(['json', 'csv']).optional(),
})
export type PeopleSearch = z.input<typeof PeopleSearch>

const Email = z.email('It is not an e-mail address.').max(254)

export const CreatePerson = z.strictObject({
  name: Name,
  email: Email,
  /** None: the first role of the organisation. */
  roles: z.array(Role).max(7).default([]),
})
export type CreatePerson = z.input<typeof CreatePerson>

/** What is absent stays as it is. */
export const UpdatePerson = z
  .strictObject({ name: Name, email: Email.nullable(), status: PersonStatus })
  .partial()
export type UpdatePerson = z.infer<typeof UpdatePerson>

export const GrantRole = z.strictObject({ role: Role })
export type GrantRole = z.infer<typeof GrantRole>

/** A table of people as text: a line of names (`email`, `name`, `roles`, `groups`), then a line each. */
export const ImportPeople = z.strictObject({
  csv: z.string().max(4_000_000),
  /** True: says what would happen, and changes nothing. */
  isDryRun: z.boolean(),
  /** Groups that are named and do not exist yet are made. */
  makesGroups: z.boolean().default(false),
})
export type ImportPeople = z.input<typeof ImportPeople>

export const ImportLine = z.object({
  /** As an editor counts them: the line of names is 1. */
  line: z.int(),
  email: z.string(),
  name: z.string(),
  outcome: z.enum(['create', 'update', 'unchanged', 'refused']),
  /** What would change, or why it is refused; for people. */
  notes: z.array(z.string()),
})
export type ImportLine = z.infer<typeof ImportLine>

export const ImportReport = z.object({
  isDryRun: z.boolean(),
  lines: z.array(ImportLine),
  created: z.int(),
  updated: z.int(),
  unchanged: z.int(),
  refused: z.int(),
})
export type ImportReport = z.infer<typeof ImportReport>

export const Group = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  source: z.string(),
  roles: z.array(Role),
  members: z.int(),
  administrators: z.array(Named),
  createdAt: z.iso.datetime(),
})
export type Group = z.infer<typeof Group>

export const GroupList = z.object({ groups: z.array(Group) })
export type GroupList = z.infer<typeof GroupList>

const Description = plainText(500).trim()

export const CreateGroup = z.strictObject({ name: Name, description: Description.default('') })
export type CreateGroup = z.input<typeof CreateGroup>

export const UpdateGroup = z.strictObject({ name: Name, description: Description }).partial()
export type UpdateGroup = z.infer<typeof UpdateGroup>

export const Member = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  status: PersonStatus,
  isAdministrator: z.boolean(),
})
export type Member = z.infer<typeof Member>

export const MemberPage = z.object({
  members: z.array(Member),
  total: z.int(),
  nextCursor: z.string().nullable(),
})
export type MemberPage = z.infer<typeof MemberPage>

export const MemberSearch = z.strictObject({
  q: plainText(100).optional(),
  cursor: z.string().max(1000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type MemberSearch = z.input<typeof MemberSearch>

/** By id, or by the whole address: whoever administers a group alone cannot look people up. */
export const AddMember = z
  .strictObject({
    personId: z.uuid().optional(),
    email: Email.optional(),
    isAdministrator: z.boolean().optional(),
  })
  .refine(({ personId, email }) => (personId === undefined) !== (email === undefined), {
    error: 'Give a person’s id or their address.',
    path: ['personId'],
  })
export type AddMember = z.infer<typeof AddMember>

export const ServiceAccount = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  isDisabled: z.boolean(),
  roles: z.array(Role),
  keys: z.int(),
  createdAt: z.iso.datetime(),
})
export type ServiceAccount = z.infer<typeof ServiceAccount>

export const ServiceAccountList = z.object({ serviceAccounts: z.array(ServiceAccount) })
export type ServiceAccountList = z.infer<typeof ServiceAccountList>

export const CreateServiceAccount = z.strictObject({
  name: Name,
  description: Description.default(''),
  /** What it may do from the start; without one it may do nothing. */
  roles: z.array(Role).max(7).default([]),
})
export type CreateServiceAccount = z.input<typeof CreateServiceAccount>

export const UpdateServiceAccount = z
  .strictObject({ name: Name, description: Description, isDisabled: z.boolean() })
  .partial()
export type UpdateServiceAccount = z.infer<typeof UpdateServiceAccount>

export const RoleInfo = z.object({
  role: Role,
  rights: z.array(Action),
  /** Who hold it, directly or through a group; suspended people are not counted. */
  people: z.int(),
  groups: z.array(Named),
  serviceAccounts: z.array(Named),
  /** Whether whoever asks may give it. */
  mayGive: z.boolean(),
})
export type RoleInfo = z.infer<typeof RoleInfo>

export const RoleList = z.object({ roles: z.array(RoleInfo) })
export type RoleList = z.infer<typeof RoleList>

/** Who can own a key, or have a budget: a few at a time, as one types. */
export const SubjectSearch = z.strictObject({
  kind: z.enum(['person', 'group', 'service']),
  q: plainText(100).default(''),
})
export type SubjectSearch = z.input<typeof SubjectSearch>

export const SubjectList = z.object({
  subjects: z.array(Named.extend({ note: z.string().nullable() })),
})
export type SubjectList = z.infer<typeof SubjectList>
