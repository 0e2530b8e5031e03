import { z } from 'zod'
import { TextDocument } from './documents.ts'
import { plainText } from './plain-text.ts'

const Instant = z.iso.datetime()

/** Registers of the whole organisation. */
export const RegisterName = z.enum(['article-30', 'ai-systems', 'suppliers', 'staff-notice'])
export type RegisterName = z.infer<typeof RegisterName>

/** Documents about one use case. */
export const UseCaseDocument = z.enum(['dpia', 'risk', 'algorithm-nl', 'algorithm-uk'])
export type UseCaseDocument = z.infer<typeof UseCaseDocument>

/** What is asked of people, and about what: the organisation, one deployment, or one use case. */
export const FormName = z.enum([
  'organisation',
  'deployment',
  'use-case',
  'risk',
  'dpia',
  'algorithm',
])
export type FormName = z.infer<typeof FormName>

/** Answers by the id of their field. An empty one is none. */
export const FormAnswers = z.record(z.string().max(60), z.string().max(5000))
export type FormAnswers = z.infer<typeof FormAnswers>

export const FormField = z.object({
  id: z.string(),
  /** Under which heading it stands. */
  group: z.string(),
  label: z.string(),
  hint: z.string(),
  kind: z.enum(['line', 'text', 'choice']),
  /** Of a choice. */
  options: z.array(z.object({ value: z.string(), label: z.string() })),
})
export type FormField = z.infer<typeof FormField>

export const FormVersion = z.object({
  /** 0: nobody has answered yet. */
  version: z.int().nonnegative(),
  author: z.string().nullable(),
  at: Instant.nullable(),
})
export type FormVersion = z.infer<typeof FormVersion>

/** A form as it is to be shown, in the language that was asked for. */
export const Form = FormVersion.extend({
  form: FormName,
  subject: z.string(),
  title: z.string(),
  fields: z.array(FormField),
  answers: FormAnswers,
  /** The newest first. */
  history: z.array(FormVersion.extend({ answers: FormAnswers })),
})
export type Form = z.infer<typeof Form>

export const SaveForm = z.strictObject({
  answers: FormAnswers,
  /** The version that was changed: another one in between is a conflict. */
  version: z.int().nonnegative(),
})
export type SaveForm = z.infer<typeof SaveForm>

/** What of the AI Act (Regulation (EU) 2024/1689) a use case touches. Information, not legal advice. */
export const RiskLevel = z.enum(['unknown', 'minimal', 'transparency', 'high', 'prohibited'])
export type RiskLevel = z.infer<typeof RiskLevel>

export const RiskResult = z.object({
  level: RiskLevel,
  /** Which answers led there, with what the law calls them. */
  reasons: z.array(z.object({ question: z.string(), article: z.string() })),
  /** Questions without an answer. */
  open: z.int().nonnegative(),
  /** Annex III, but said to be a narrow, preparatory task without profiling (Article 6(3)). */
  claimsException: z.boolean(),
})
export type RiskResult = z.infer<typeof RiskResult>

export const UseCaseStatus = z.enum(['draft', 'approved', 'refused', 'retired'])
export type UseCaseStatus = z.infer<typeof UseCaseStatus>

/** The word by which calls say what they are for: `x-galerne-purpose`. */
export const Purpose = z
  .string()
  .min(2)
  .max(60)
  .regex(
    /^[a-z0-9]+(?:-[a-z0-9]+)*$/,
    'Use small letters, digits and single hyphens: letter-drafts',
  )
export type Purpose = z.infer<typeof Purpose>

export const UseCase = z.object({
  id: z.uuid(),
  purpose: Purpose,
  name: z.string(),
  risk: RiskResult,
  status: UseCaseStatus,
  /** Whether calls with this purpose are let through now, and why not. */
  isAllowed: z.boolean(),
  whyNot: z.string().nullable(),
  decidedBy: z.string().nullable(),
  decidedAt: Instant.nullable(),
  decisionNote: z.string(),
  /** Ids of keys and names of routes whose calls have this purpose. */
  keys: z.array(z.string()),
  routes: z.array(z.string()),
  /** Fields of its description that nobody has filled in. */
  missing: z.int().nonnegative(),
  createdAt: Instant,
})
export type UseCase = z.infer<typeof UseCase>
export const UseCaseList = z.object({ useCases: z.array(UseCase) })

export const CreateUseCase = z.strictObject({ purpose: Purpose, name: plainText(120).min(2) })
export type CreateUseCase = z.infer<typeof CreateUseCase>

export const DecideUseCase = z.strictObject({
  /** `reopen`: a draft again. */
  decision: z.enum(['approve', 'refuse', 'retire', 'reopen']),
  note: z.string().trim().max(2000).default(''),
})
export type DecideUseCase = z.input<typeof DecideUseCase>

export const BindUseCase = z.strictObject({
  keys: z.array(z.uuid()).max(500),
  routes: z.array(plainText(200).min(1)).max(200),
})
export type BindUseCase = z.infer<typeof BindUseCase>

/** A register as a page: the document, and the forms that it takes its missing words from. */
export const RegisterPage = z.object({
  document: TextDocument,
  /** Entries that nobody has filled in. */
  missing: z.int().nonnegative(),
  forms: z.array(z.object({ form: FormName, subject: z.string(), title: z.string() })),
})
export type RegisterPage = z.infer<typeof RegisterPage>

/** How far each register is. */
export const RegisterOverview = z.object({
  registers: z.array(z.object({ name: RegisterName, missing: z.int().nonnegative() })),
  useCases: z.int().nonnegative(),
  unapprovedHighRisk: z.int().nonnegative(),
})
export type RegisterOverview = z.infer<typeof RegisterOverview>

export const LiteracyCompletion = z.object({
  personId: z.string(),
  person: z.string(),
  module: z.string(),
  roles: z.array(z.string()),
  lang: z.string(),
  completedAt: Instant,
})
export type LiteracyCompletion = z.infer<typeof LiteracyCompletion>

/** What one has to know to work with an AI (AI Act, Article 4), in the language that was asked for. */
export const LiteracyModule = z.object({
  id: z.string(),
  title: z.string(),
  minutes: z.int(),
  lessons: z.array(z.object({ title: z.string(), text: z.array(z.string()) })),
  questions: z.array(
    z.object({ id: z.string(), question: z.string(), options: z.array(z.string()) }),
  ),
  /** Of whoever asks; null: not yet. */
  completedAt: Instant.nullable(),
})
export type LiteracyModule = z.infer<typeof LiteracyModule>

/** The number of the option chosen, by the id of its question. */
export const CompleteLiteracy = z.strictObject({
  answers: z.record(z.string().max(60), z.int().min(0).max(20)),
  lang: z.string().max(20),
})
export type CompleteLiteracy = z.infer<typeof CompleteLiteracy>

/** `isPassed`: all of them right, and written down. Else which to read again, and why. */
export const LiteracyResult = z.object({
  isPassed: z.boolean(),
  wrong: z.array(z.object({ id: z.string(), hint: z.string() })),
  completion: LiteracyCompletion.nullable(),
})
export type LiteracyResult = z.infer<typeof LiteracyResult>

export const LiteracyList = z.object({
  completions: z.array(LiteracyCompletion),
  /** Of the active people of each role: how many have done it. */
  byRole: z.array(z.object({ role: z.string(), people: z.int(), done: z.int() })),
  nextCursor: z.string().nullable(),
})
export type LiteracyList = z.infer<typeof LiteracyList>
