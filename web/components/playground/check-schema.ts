/** What a value does not keep to, as `place: what is wrong`; the first few. Throws SchemaNotUnderstood for what cannot be checked. */
export function checkValue(schema: unknown, value: unknown): string[] {
  const problems: string[] = []
  check({ schema, value, path: '' }, { root: schema, problems, depth: 0 })
  return problems
}

/** The schema says something that is not checked here: nothing is claimed then. */
export class SchemaNotUnderstood extends Error {}

interface Task {
  schema: unknown
  value: unknown
  path: string
}

interface Context {
  root: unknown
  problems: string[]
  /** How far the schema refers to itself. */
  depth: number
}

type Schema = Record<string, unknown>
type Rule = (wanted: unknown, task: Task & { rules: Schema }, context: Context) => void

const MAX_DEPTH = 64
const MAX_PROBLEMS = 5

function check(task: Task, context: Context): void {
  const { schema, value, path } = task
  if (schema === true || context.problems.length >= MAX_PROBLEMS) return
  if (schema === false) return tell(context, path, 'is not allowed')
  if (!isObject(schema)) throw new SchemaNotUnderstood('A schema is an object, true or false.')
  if (context.depth > MAX_DEPTH) throw new SchemaNotUnderstood('The schema is too deep.')
  for (const [name, wanted] of Object.entries(schema)) {
    const rule = RULES.get(name)
    if (!rule) throw new SchemaNotUnderstood(`“${name}” is not checked here.`)
    rule(wanted, { schema, value, path, rules: schema }, { ...context, depth: context.depth + 1 })
  }
}

function tell({ problems }: Context, path: string, what: string): void {
  if (problems.length < MAX_PROBLEMS) problems.push(path === '' ? what : `${path}: ${what}`)
}

/** Whether it keeps to a schema, without telling what not. */
function keepsTo(schema: unknown, { value, path }: Task, context: Context): boolean {
  const problems: string[] = []
  check({ schema, value, path }, { ...context, problems })
  return problems.length === 0
}

const nothing: Rule = () => undefined

/** A rule for values of one kind; others keep to it by not being that. */
function forNumbers(isRight: (value: number, wanted: number) => boolean, words: string): Rule {
  return (wanted, { value, path }, context) => {
    if (typeof value !== 'number' || typeof wanted !== 'number') return
    if (!isRight(value, wanted)) tell(context, path, `${words} ${wanted}`)
  }
}

function forLengths(
  of: (value: unknown) => number | undefined,
  isLeast: boolean,
  unit: string,
): Rule {
  return (wanted, { value, path }, context) => {
    const length = of(value)
    if (length === undefined || typeof wanted !== 'number') return
    if (isLeast ? length >= wanted : length <= wanted) return
    tell(context, path, `must have ${isLeast ? 'at least' : 'at most'} ${wanted} ${unit}`)
  }
}

const textLength = (value: unknown) =>
  typeof value === 'string' ? Array.from(value).length : undefined
const listLength = (value: unknown) => (Array.isArray(value) ? value.length : undefined)
const memberCount = (value: unknown) => (isObject(value) ? Object.keys(value).length : undefined)

/** Draft 2020-12 and 07, as far as answers of models are asked for. What only describes is passed over. */
const RULES = new Map<string, Rule>([
  ['type', checkType],
  ['enum', checkEnum],
  ['const', (wanted, task, context) => checkEnum([wanted], task, context)],
  ['properties', checkProperties],
  ['required', checkRequired],
  ['additionalProperties', checkAdditional],
  ['items', checkItems],
  ['prefixItems', checkPrefix],
  ['anyOf', (wanted, task, context) => checkChoice(wanted, { task, context, isOne: false })],
  ['oneOf', (wanted, task, context) => checkChoice(wanted, { task, context, isOne: true })],
  [
    'allOf',
    (wanted, task, context) =>
      listOf(wanted).forEach((s) => check({ ...task, schema: s }, context)),
  ],
  ['not', checkNot],
  [
    '$ref',
    (wanted, task, context) => check({ ...task, schema: resolve(wanted, context.root) }, context),
  ],
  ['minimum', forNumbers((value, least) => value >= least, 'must be at least')],
  ['maximum', forNumbers((value, most) => value <= most, 'must be at most')],
  ['exclusiveMinimum', forNumbers((value, least) => value > least, 'must be more than')],
  ['exclusiveMaximum', forNumbers((value, most) => value < most, 'must be less than')],
  [
    'multipleOf',
    forNumbers((value, step) => Number.isInteger(value / step), 'must be a multiple of'),
  ],
  ['minLength', forLengths(textLength, true, 'characters')],
  ['maxLength', forLengths(textLength, false, 'characters')],
  ['minItems', forLengths(listLength, true, 'items')],
  ['maxItems', forLengths(listLength, false, 'items')],
  ['minProperties', forLengths(memberCount, true, 'members')],
  ['maxProperties', forLengths(memberCount, false, 'members')],
  ['pattern', checkPattern],
  ['uniqueItems', checkUnique],
  ...[
    '$schema',
    '$id',
    '$defs',
    'definitions',
    '$comment',
    'title',
    'description',
    'default',
    'examples',
    'format',
    'deprecated',
    'readOnly',
    'writeOnly',
    'contentEncoding',
    'contentMediaType',
  ].map((name): [string, Rule] => [name, nothing]),
])

function checkType(wanted: unknown, { value, path }: Task, context: Context): void {
  const types = Array.isArray(wanted) ? wanted : [wanted]
  if (!types.some((type) => isOfType(value, type)))
    tell(context, path, `must be ${types.join(' or ')}`)
}

function isOfType(value: unknown, type: unknown): boolean {
  if (type === 'integer') return Number.isInteger(value)
  if (type === 'null') return value === null
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return isObject(value)
  return typeof value === type
}

function checkEnum(wanted: unknown, { value, path }: Task, context: Context): void {
  if (listOf(wanted).some((one) => isSame(one, value))) return
  tell(context, path, `must be one of ${JSON.stringify(wanted)}`)
}

function checkProperties(wanted: unknown, { value, path }: Task, context: Context): void {
  if (!isObject(value) || !isObject(wanted)) return
  for (const [name, schema] of Object.entries(wanted)) {
    if (Object.hasOwn(value, name)) {
      check({ schema, value: value[name], path: below(path, name) }, context)
    }
  }
}

function checkRequired(wanted: unknown, { value, path }: Task, context: Context): void {
  if (!isObject(value)) return
  for (const name of listOf(wanted)) {
    if (!Object.hasOwn(value, String(name))) tell(context, below(path, String(name)), 'is missing')
  }
}

function checkAdditional(wanted: unknown, task: Task & { rules: Schema }, context: Context): void {
  const { value, path, rules } = task
  if (!isObject(value)) return
  const known = isObject(rules['properties']) ? rules['properties'] : {}
  for (const [name, member] of Object.entries(value)) {
    if (Object.hasOwn(known, name)) continue
    check({ schema: wanted, value: member, path: below(path, name) }, context)
  }
}

function checkItems(wanted: unknown, task: Task & { rules: Schema }, context: Context): void {
  const { value, path, rules } = task
  if (!Array.isArray(value)) return
  const first = Array.isArray(rules['prefixItems']) ? rules['prefixItems'].length : 0
  for (const [at, item] of value.entries()) {
    if (at >= first) check({ schema: wanted, value: item, path: below(path, String(at)) }, context)
  }
}

function checkPrefix(wanted: unknown, { value, path }: Task, context: Context): void {
  if (!Array.isArray(value)) return
  for (const [at, schema] of listOf(wanted).entries()) {
    if (at < value.length)
      check({ schema, value: value[at], path: below(path, String(at)) }, context)
  }
}

interface Choosing {
  task: Task
  context: Context
  isOne: boolean
}

function checkChoice(wanted: unknown, { task, context, isOne }: Choosing): void {
  const count = listOf(wanted).filter((schema) => keepsTo(schema, task, context)).length
  if (count === 1 || (count > 1 && !isOne)) return
  tell(context, task.path, count === 0 ? 'fits none of the choices' : 'fits several of the choices')
}

function checkNot(wanted: unknown, task: Task, context: Context): void {
  if (keepsTo(wanted, task, context)) tell(context, task.path, 'is what it must not be')
}

/** A repeated group with a repetition or a choice in it: what can take for ever to match. */
const ENDLESS = /\([^)]*[|+*{][^)]*\)[+*{]/
const MAX_MATCHED = 300

function checkPattern(wanted: unknown, { value, path }: Task, context: Context): void {
  if (typeof value !== 'string' || typeof wanted !== 'string') return
  // Somebody else may have written it: it must not stop this page.
  if (ENDLESS.test(wanted) || value.length > MAX_MATCHED) {
    throw new SchemaNotUnderstood('A pattern that may take too long is not checked.')
  }
  if (!new RegExp(wanted, 'u').test(value)) tell(context, path, `must match ${wanted}`)
}

function checkUnique(wanted: unknown, { value, path }: Task, context: Context): void {
  if (wanted !== true || !Array.isArray(value)) return
  const texts = value.map((item) => JSON.stringify(item))
  if (new Set(texts).size < texts.length) tell(context, path, 'has an item twice')
}

/** Of this very document only: nothing is fetched. */
function resolve(reference: unknown, root: unknown): unknown {
  if (typeof reference !== 'string' || !/^#(?:\/|$)/.test(reference)) {
    throw new SchemaNotUnderstood(`“${String(reference)}” leads out of the schema.`)
  }
  let found: unknown = root
  for (const part of reference.split('/').slice(1)) {
    const name = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')
    found = isObject(found) && Object.hasOwn(found, name) ? found[name] : undefined
  }
  if (found === undefined) throw new SchemaNotUnderstood(`“${reference}” leads nowhere.`)
  return found
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

/** Same JSON, whatever the order of members. */
function isSame(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, at) => isSame(item, b[at]))
  }
  if (!isObject(a) || !isObject(b)) return Object.is(a, b)
  const names = Object.keys(a)
  return names.length === Object.keys(b).length && names.every((name) => isSame(a[name], b[name]))
}

function below(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}
