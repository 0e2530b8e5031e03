import type { DocumentLang } from '#wire/document-languages.ts'
import type {
  Form,
  FormAnswers,
  FormField,
  FormName,
  RiskLevel,
  SaveForm,
} from '#wire/registers.ts'
import type { Principal } from '#server/access/principal.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import { hintOf, labelOf } from './documents/blocks.ts'
import { fieldsOf, FORM_FIELDS, type FieldSpec } from './form-fields.ts'
import type { Purposes } from './purposes.ts'
import { assessRisk } from './risk.ts'
import { speechOf, type Speech } from './texts/texts.ts'
import type { UseCases } from './use-cases.ts'
import type { Subject, VersionsStore } from './versions-store.ts'

export type Forms = ReturnType<typeof createForms>

export interface FormsOptions {
  versions: VersionsStore
  useCases: Pick<UseCases, 'get'>
  purposes: Pick<Purposes, 'load'>
  clock: Clock
  /** Names of deployments that were used or are configured. */
  listDeployments: (principal: Principal) => Promise<string[]>
}

const OF_USE_CASES: ReadonlySet<FormName> = new Set<FormName>([
  'use-case',
  'risk',
  'dpia',
  'algorithm',
])

/** What only people know: asked in their language, kept with version and author. */
export function createForms(options: FormsOptions) {
  const { versions, purposes, clock } = options

  const get = async (
    principal: Principal,
    { form, subject }: Subject,
    lang: DocumentLang,
  ): Promise<Form> => {
    const name = await nameOf(options, principal, { form, subject })
    const history = await versions.history(principal.tenantId, { form, subject })
    const [newest] = history
    const speech = speechOf(lang)
    const title = speech.texts.forms[form]
    return {
      form,
      subject,
      title: name === '' ? title : `${title}: ${name}`,
      fields: toFields(form, speech),
      version: newest?.version ?? 0,
      author: newest?.author ?? null,
      at: newest?.at ?? null,
      answers: newest?.answers ?? {},
      history: history.map(({ version, author, at, answers }) => ({
        version,
        author,
        at,
        answers,
      })),
    }
  }
  return {
    get,

    /** Throws `conflict` where somebody has saved another version in between. */
    async save(
      principal: Principal,
      { form, subject, lang }: Subject & { lang: DocumentLang },
      { answers: given, version }: SaveForm,
    ): Promise<Form> {
      await nameOf(options, principal, { form, subject })
      const { tenantId } = principal
      const answers = checkAnswers(form, given)
      // Its name is part of no form, and stays.
      const before = await versions.history(tenantId, { form, subject })
      const name = before[0]?.answers['name']
      const isOfUseCase = OF_USE_CASES.has(form)
      const risk = isOfUseCase ? await riskOf(options, principal, { form, subject, answers }) : null
      const isSaved = await versions.append(tenantId, {
        form,
        subject,
        after: version,
        answers: name === undefined ? answers : { ...answers, name },
        author: principal,
        at: new Date(clock.now()),
        useCase: risk && { id: subject, risk },
      })
      if (!isSaved) {
        throw new AppError(
          'conflict',
          'Somebody else has changed this since you opened it. Reload the page; your words are not saved.',
        )
      }
      if (isOfUseCase) await purposes.load(tenantId)
      return get(principal, { form, subject }, lang)
    },
  }
}

async function riskOf(
  { useCases }: FormsOptions,
  principal: Principal,
  { form, subject, answers }: Subject & { answers: FormAnswers },
): Promise<RiskLevel> {
  if (form === 'risk') return assessRisk(answers).level
  return (await useCases.get(principal, subject)).risk.level
}

/** What a form is about, for its title; empty: the organisation. Throws `not_found`. */
async function nameOf(
  { useCases, listDeployments }: FormsOptions,
  principal: Principal,
  { form, subject }: Subject,
): Promise<string> {
  if (form === 'organisation') {
    if (subject === '') return ''
    throw new AppError('not_found', 'There is no such form.')
  }
  if (OF_USE_CASES.has(form)) return (await useCases.get(principal, subject)).name
  if ((await listDeployments(principal)).includes(subject)) return subject
  throw new AppError('not_found', 'There is no such deployment.')
}

/** Only what is asked, only what can be chosen, and nothing that Postgres cannot hold. */
function checkAnswers(form: FormName, given: FormAnswers): FormAnswers {
  const fields = new Map(fieldsOf(form).map((field) => [field.id, field]))
  const answers: FormAnswers = {}
  for (const [id, value] of Object.entries(given)) {
    const field = fields.get(id)
    if (!field) {
      throw new AppError(
        'invalid_request',
        `There is no field “${id.slice(0, 60)}” in this form.`,
        {
          param: 'answers',
        },
      )
    }
    const text = value.toWellFormed().replaceAll('\u0000', '\uFFFD').trim()
    if (text === '') continue
    if (field.options && !Object.hasOwn(speechOf('en').texts.options[field.options], text)) {
      throw new AppError('invalid_request', `“${field.id}” has no such choice.`, {
        param: `answers.${id}`,
      })
    }
    answers[id] = text
  }
  return answers
}

function toFields(form: FormName, speech: Speech): FormField[] {
  const groups: Readonly<Record<string, string>> = speech.texts.groups
  return Object.entries(FORM_FIELDS[form]).flatMap(([group, fields]) =>
    fields.map((field) => ({
      id: field.id,
      group: groups[group] ?? group,
      label: labelOf(field.id, speech),
      hint: hintOf(field.id, speech),
      kind: field.kind,
      options: optionsOf(field, speech),
    })),
  )
}

function optionsOf({ options }: FieldSpec, { texts }: Speech): FormField['options'] {
  if (options === undefined) return []
  return Object.entries(texts.options[options]).map(([value, label]) => ({ value, label }))
}
