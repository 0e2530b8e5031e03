import { createCollator } from './collator.ts'
import type { CldrData } from './cldr-data.ts'
import { createDateTimeFormat } from './date-time-format.ts'
import { createDisplayNames } from './display-names.ts'
import { createListFormat } from './list-format.ts'
import { createNumberFormat } from './number-format.ts'
import { createRelativeTimeFormat } from './relative-time-format.ts'
import { LIKE, like, type Face } from './like.ts'

const CREATE = {
  NumberFormat: createNumberFormat,
  DateTimeFormat: createDateTimeFormat,
  RelativeTimeFormat: createRelativeTimeFormat,
  ListFormat: createListFormat,
  DisplayNames: createDisplayNames,
  Collator: createCollator,
} as const

/** Any of Intl's constructors. */
type Native = ((...args: unknown[]) => unknown) & {
  supportedLocalesOf: (locales: string[]) => string[]
}
type Arguments = [locales?: string | string[], options?: object]

// oxlint-disable typescript/no-unsafe-type-assertion -- one wrapper around six constructors, whose types have nothing in common
export type Filled = Pick<typeof Intl, keyof typeof CREATE>

/** The constructors of `intl`, which know one language more. */
export function fillersOf(intl: typeof Intl, data: CldrData): Filled {
  const { language } = data
  const fillers = Object.entries(CREATE).map(([name, create]) => {
    const native = intl[name as keyof typeof CREATE] as Native
    const build = (options: object): object => {
      const base = Reflect.construct(native, [LIKE, options]) as object
      // Each of them takes the options that its own constructor takes.
      const face = (create as (base: object, options: object, data: CldrData) => Face)(
        base,
        options,
        data,
      )
      return like(base, face, language)
    }
    const isOurs = (locales: unknown) => {
      const [first] = [locales].flat()
      return String(first).split('-')[0] === language
    }
    return [
      name,
      new Proxy(native, {
        construct: (target, args: Arguments) =>
          isOurs(args[0]) ? build(args[1] ?? {}) : (Reflect.construct(target, args) as object),
        apply: (target, _self, args: Arguments): unknown =>
          isOurs(args[0]) ? build(args[1] ?? {}) : Reflect.apply(target, undefined, args),
        get: (target, key) =>
          key === 'supportedLocalesOf'
            ? (locales: string | string[]) => supportedOf(target, locales, isOurs)
            : (Reflect.get(target, key) as unknown),
      }),
    ]
  })
  return Object.fromEntries(fillers) as Filled
}

function supportedOf(
  native: Native,
  locales: string | string[],
  isOurs: (locale: unknown) => boolean,
): string[] {
  return [locales].flat().filter((each) => isOurs(each) || native.supportedLocalesOf([each])[0])
}
