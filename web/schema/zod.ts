/**
 * What the browser has in the place of zod: the same calls, for the schemas of `wire/`, in a tenth of its size. The server
 * checks what people send with zod itself; here only what our own server answers is read, so that the formats of texts
 * (addresses, e-mail) are taken as they come. `zod.test.ts` compares both on every schema of the contract.
 */
interface Issue {
  path: PropertyKey[]
  message: string
}
interface Reading {
  at: PropertyKey[]
  issues: Issue[]
}
type Read = (value: unknown, reading: Reading) => unknown
type Shape = Record<string, Schema>
type Mask = Record<string, true>

class ZodError extends Error {
  readonly issues: Issue[]
  constructor(issues: Issue[]) {
    super(JSON.stringify(issues))
    this.issues = issues
  }
}

class Schema {
  readonly read: Read
  /** Of what wraps another one. */
  readonly inner: Schema | undefined
  constructor(read: Read, inner?: Schema) {
    this.read = read
    this.inner = inner
  }

  safeParse(value: unknown) {
    const issues: Issue[] = []
    const data = this.read(value, { at: [], issues })
    if (issues.length > 0) return { success: false, error: new ZodError(issues) }
    return { success: true, data }
  }
  /** Makes no error, which costs more than all else where most options are passed over. */
  accepts(value: unknown): boolean {
    const issues: Issue[] = []
    this.read(value, { at: [], issues })
    return issues.length === 0
  }
  parse(value: unknown) {
    const { data, error } = this.safeParse(value)
    if (error) throw error
    return data
  }

  optional = () => this.unless(undefined, () => undefined)
  nullable = () => this.unless(null, () => null)
  nullish = () => this.nullable().optional()
  default = (other: unknown) =>
    this.unless(undefined, () => (typeof other === 'function' ? other() : structuredClone(other)))
  prefault = (other: unknown) =>
    new Schema((value, reading) => this.read(value === undefined ? other : value, reading), this)
  catch = (other: unknown) =>
    new Schema((value) => {
      const parsed = this.safeParse(value)
      return parsed.success ? parsed.data : other
    }, this)
  unwrap = () => this.inner
  array = () => z.array(this)
  or = (other: Schema) => z.union([this, other])
  and = (other: Schema) => z.intersection(this, other)
  readonly = () => this
  meta = () => this
  describe = () => this
  brand = () => this
  transform = (change: (value: unknown) => unknown) => this.followedBy((value) => change(value))
  pipe = (next: Schema) => this.followedBy(next.read)
  refine = (check: (value: never) => unknown, error?: string | { error?: string }) =>
    this.followedBy((value, reading) => {
      const message = typeof error === 'string' ? error : error?.error
      return Reflect.apply(check, undefined, [value])
        ? value
        : refuse(reading, message ?? 'is not valid')
    })
  superRefine = (check: (value: never, context: unknown) => void) =>
    this.followedBy((value, { at, issues }) => {
      const addIssue = (issue: Issue) => issues.push({ ...issue, path: [...at, ...issue.path] })
      Reflect.apply(check, undefined, [value, { addIssue, issues }])
      return value
    })

  /** What is read goes on to the next, unless it was refused. */
  followedBy(next: Read): Schema {
    return new Schema((value, reading) => {
      const before = reading.issues.length
      const own = this.read(value, reading)
      return reading.issues.length > before ? undefined : next(own, reading)
    }, this)
  }
  private unless(absent: unknown, other: () => unknown): Schema {
    return new Schema((value, reading) => {
      return value === absent ? other() : this.read(value, reading)
    }, this)
  }
}

/** Texts, numbers and lists: what has a size. */
class Sized extends Schema {
  private check = (isRight: (value: never) => boolean, message: string) =>
    new Sized(this.refine(isRight, message).read)
  private change = (change: (text: string) => unknown) =>
    new Sized(this.transform((value) => change(String(value))).read)

  min = (least: number) => this.check((value) => sizeOf(value) >= least, `must be ${least} or more`)
  max = (most: number) => this.check((value) => sizeOf(value) <= most, `must be ${most} or less`)
  gte = this.min
  lte = this.max
  length = (exactly: number) => this.min(exactly).max(exactly)
  nonempty = () => this.min(1)
  nonnegative = () => this.min(0)
  gt = (bound: number) => this.check((value) => sizeOf(value) > bound, `must be over ${bound}`)
  lt = (bound: number) => this.check((value) => sizeOf(value) < bound, `must be under ${bound}`)
  positive = () => this.gt(0)
  int = () => this.check((value) => Number.isSafeInteger(value), 'must be a whole number')
  finite = () => this
  multipleOf = (step: number) =>
    this.check((value) => value % step === 0, `must be a multiple of ${step}`)
  regex = (pattern: RegExp, message = 'does not have the right form') =>
    this.check((text) => new RegExp(pattern).test(text), message)
  startsWith = (start: string) =>
    this.check((text: string) => text.startsWith(start), `must begin with ${start}`)
  endsWith = (end: string) =>
    this.check((text: string) => text.endsWith(end), `must end with ${end}`)
  includes = (part: string) => this.check((text: string) => text.includes(part), `lacks ${part}`)
  trim = () => this.change((text) => text.trim())
  toLowerCase = () => this.change((text) => text.toLowerCase())
  toUpperCase = () => this.change((text) => text.toUpperCase())
  normalize = () => this.change((text) => text.normalize())
  url = () => this
  email = () => this
}

class OneOf extends Schema {
  readonly options: readonly unknown[]
  constructor(options: readonly unknown[]) {
    super((value, reading) =>
      options.includes(value) ? value : refuse(reading, `must be one of ${options.join(', ')}`),
    )
    this.options = options
  }
  get values() {
    return new Set(this.options)
  }
  get value() {
    return this.options[0]
  }
  get enum() {
    return Object.fromEntries(this.options.map((option) => [option, option]))
  }
  extract = (kept: readonly unknown[]) => new OneOf(kept)
  exclude = (left: readonly unknown[]) =>
    new OneOf(this.options.filter((option) => !left.includes(option)))
}

type Extras = 'strip' | 'keep' | 'refuse'

class ObjectOf extends Schema {
  readonly shape: Shape
  private readonly extras: Extras
  constructor(shape: Shape, extras: Extras) {
    super((value, reading) => {
      if (!isRecord(value)) return refuse(reading, 'must be an object')
      const result: Record<string, unknown> = extras === 'keep' ? { ...value } : {}
      for (const key in shape) {
        const item = readItem(shape[key]?.read, value[key], { reading, key })
        if (shape[key] === anything && !(key in value)) refuse(reading, `needs ${key}`)
        if (item !== undefined || key in value) result[key] = item
      }
      if (extras === 'refuse') {
        const unknown = Object.keys(value).filter((key) => !(key in shape))
        if (unknown.length > 0) refuse(reading, `has no ${unknown.join(', ')}`)
      }
      return result
    })
    this.shape = shape
    this.extras = extras
  }
  extend = (more: Shape) => new ObjectOf({ ...this.shape, ...more }, this.extras)
  safeExtend = this.extend
  merge = (other: ObjectOf) => this.extend(other.shape)
  strict = () => new ObjectOf(this.shape, 'refuse')
  loose = () => new ObjectOf(this.shape, 'keep')
  pick = (mask: Mask) => this.filter((key) => key in mask)
  omit = (mask: Mask) => this.filter((key) => !(key in mask))
  partial = (mask: Mask | Shape = this.shape) =>
    this.map((schema, key) => (key in mask ? schema.optional() : schema))
  required = (mask: Mask | Shape = this.shape) =>
    this.map((schema, key) =>
      key in mask ? schema.refine((value) => value !== undefined, { error: 'is missing' }) : schema,
    )
  keyof = () => new OneOf(Object.keys(this.shape))

  private filter(isKept: (key: string) => boolean): ObjectOf {
    const kept = Object.entries(this.shape).filter(([key]) => isKept(key))
    return new ObjectOf(Object.fromEntries(kept), this.extras)
  }
  private map(change: (schema: Schema, key: string) => Schema): ObjectOf {
    const changed = Object.entries(this.shape).map(([key, one]) => [key, change(one, key)] as const)
    return new ObjectOf(Object.fromEntries(changed), this.extras)
  }
}

class Union extends Schema {
  readonly options: readonly Schema[]
  /** @param key Where the options say which one they are; what says another is not even tried. */
  constructor(options: readonly Schema[], key?: string) {
    super((value, reading) => {
      for (const option of options) {
        const mark = key !== undefined && option instanceof ObjectOf ? option.shape[key] : undefined
        if (mark && !(isRecord(value) && mark.accepts(value[key ?? '']))) continue
        const issues: Issue[] = []
        const result = option.read(value, { at: reading.at, issues })
        if (issues.length === 0) return result
        if (mark) return void reading.issues.push(...issues)
      }
      return refuse(reading, 'is none of what it may be')
    })
    this.options = options
  }
}

const ofType = (name: string, isIt: (value: unknown) => boolean) =>
  new Sized((value, reading) => (isIt(value) ? value : refuse(reading, `must be ${name}`)))
const text = ofType('a text', (value) => typeof value === 'string')
const number = ofType('a number', Number.isFinite)
const anything = new Schema((value) => value)
const anyText = () => text

export const z = {
  string: anyText,
  number: () => number,
  int: () => number.int(),
  boolean: () => ofType('true or false', (value) => typeof value === 'boolean'),
  null: () => z.literal(null),
  undefined: () => z.literal(undefined),
  unknown: () => anything,
  any: () => anything,
  json: () => anything,
  custom: (check: (value: unknown) => unknown) => anything.refine(check),
  never: () => ofType('absent', () => false),
  coerce: {
    number: () =>
      new Sized((value, reading) =>
        Number.isNaN(Number(value)) ? refuse(reading, 'must be a number') : Number(value),
      ),
    string: () => new Sized(String),
    boolean: () => new Schema(Boolean),
  },
  uuid: () => text.regex(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i),
  iso: {
    datetime: () => text.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/),
    date: () => text.regex(/^\d{4}-\d\d-\d\d$/),
    time: () => text.regex(/^\d\d:\d\d(:\d\d(\.\d+)?)?$/),
  },
  url: anyText,
  email: anyText,
  hostname: anyText,
  base64: anyText,
  ipv4: anyText,
  ipv6: anyText,
  cidrv4: anyText,
  cidrv6: anyText,
  enum: (options: readonly string[] | Record<string, string>) => new OneOf(Object.values(options)),
  literal: (value: unknown) => new OneOf(Array.isArray(value) ? value : [value]),
  object: (shape: Shape = {}) => new ObjectOf(shape, 'strip'),
  strictObject: (shape: Shape) => new ObjectOf(shape, 'refuse'),
  looseObject: (shape: Shape) => new ObjectOf(shape, 'keep'),
  union: (options: readonly Schema[]) => new Union(options),
  discriminatedUnion: (key: string, options: readonly Schema[]) => new Union(options, key),
  intersection: (one: Schema, other: Schema) =>
    new Schema((value, reading) => {
      const [first, second] = [one.read(value, reading), other.read(value, reading)]
      return isRecord(first) && isRecord(second) ? { ...first, ...second } : second
    }),
  array: (item: Schema) =>
    new Sized((value, reading) =>
      Array.isArray(value)
        ? value.map((each: unknown, key) => readItem(item.read, each, { reading, key }))
        : refuse(reading, 'must be a list'),
    ),
  tuple: (items: readonly Schema[]) =>
    new Schema((value, reading) =>
      Array.isArray(value) && value.length === items.length
        ? items.map((item, key) => readItem(item.read, value[key], { reading, key }))
        : refuse(reading, `must be a list of ${items.length}`),
    ),
  record: (key: Schema, item: Schema) =>
    recordOf(key, item, key instanceof OneOf ? key.options : []),
  partialRecord: (key: Schema, item: Schema) => recordOf(key, item, []),
  lazy: (get: () => Schema) => new Schema((value, reading) => get().read(value, reading)),
  preprocess: (change: (value: unknown) => unknown, next: Schema) =>
    new Schema((value, reading) => next.read(change(value), reading), next),
  ZodError,
}

/** @param needed The keys that must be there. */
function recordOf(key: Schema, item: Schema, needed: readonly unknown[]): Schema {
  return new Schema((value, reading) => {
    if (!isRecord(value)) return refuse(reading, 'must be an object')
    const entries: [string, unknown][] = []
    for (const name of new Set([...needed.map(String), ...Object.keys(value)])) {
      readItem(key.read, name, { reading, key: name })
      entries.push([name, readItem(item.read, value[name], { reading, key: name })])
    }
    return Object.fromEntries(entries)
  })
}

function readItem(
  read: Read | undefined,
  value: unknown,
  { reading, key }: { reading: Reading; key: PropertyKey },
): unknown {
  reading.at.push(key)
  const item = read?.(value, reading)
  reading.at.pop()
  return item
}

function refuse({ at, issues }: Reading, message: string): undefined {
  issues.push({ path: [...at], message })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function sizeOf(value: number | string | readonly unknown[]): number {
  return typeof value === 'number' ? value : value.length
}
