import { isMap, isScalar, LineCounter, parseDocument, visit, type Document } from 'yaml'
import { messageOf } from './thrown.ts'

export type Path = readonly PropertyKey[]

/** A parsed YAML text that still knows where everything stands. */
export interface YamlSource {
  value: unknown
  /** `file:line:column` of a value, or of the key `name` inside the mapping there; the nearest parent where it is absent. */
  whereIs(path: Path, name?: string): string
}

/** Thrown with every problem of the text, each with its place. */
export class YamlProblems extends Error {
  readonly problems: string[]

  constructor(problems: string[]) {
    super(problems.join('\n'))
    this.name = 'YamlProblems'
    this.problems = problems
  }
}

/**
 * Reads one YAML text. `${NAME}` in a string becomes the environment's value of that name, so that secrets need not stand
 * in the file; `$${NAME}` stays as `${NAME}`.
 */
export function readYaml(
  text: string,
  fileName: string,
  environment: Record<string, string | undefined>,
): YamlSource {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return `${fileName}:${line}:${col}`
  }
  const problems = document.errors.map((error) => `${at(error.pos[0])}  ${error.message}`)
  if (problems.length > 0) throw new YamlProblems(problems)

  visit(document, {
    Scalar(_key, node) {
      if (typeof node.value !== 'string') return
      const { filled, missing } = interpolate(node.value, environment)
      node.value = filled
      for (const name of missing) problems.push(`${at(node.range?.[0] ?? 0)}  ${unset(name)}`)
    },
  })
  if (problems.length > 0) throw new YamlProblems(problems)

  return {
    value: valueOf(document, fileName),
    whereIs: (path, name) => at(offsetOf(document, path, name)),
  }
}

/** Aliases of aliases may stand for more than fits into memory; the parser gives up long before. */
function valueOf(document: Document, fileName: string): unknown {
  try {
    return document.toJS() ?? {}
  } catch (error) {
    throw new YamlProblems([`${fileName}  ${messageOf(error)}`])
  }
}

function unset(name: string): string {
  return `\${${name}} stands here, but the environment has no ${name}. Set it, for example: export ${name}=…`
}

const VARIABLE = /(\$?)\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g

function interpolate(text: string, environment: Record<string, string | undefined>) {
  const missing: string[] = []
  const filled = text.replace(VARIABLE, (whole: string, escape: string, name: string) => {
    if (escape) return whole.slice(1)
    const value = environment[name]
    if (value === undefined || value === '') missing.push(name)
    return value ?? ''
  })
  return { filled, missing }
}

function offsetOf(document: Document, path: Path, name?: string): number {
  const keys = name === undefined ? path : [...path, name]
  for (let length = keys.length; length > 0; length -= 1) {
    const parent = document.getIn(keys.slice(0, length - 1), true)
    const last = keys[length - 1]
    const pair = isMap(parent)
      ? parent.items.find(({ key }) => isScalar(key) && key.value === last)
      : undefined
    if (isScalar(pair?.key) && pair.key.range) return pair.key.range[0]
    const node = document.getIn(keys.slice(0, length), true)
    if (hasRange(node)) return node.range[0]
  }
  return 0
}

function hasRange(node: unknown): node is { range: [number, number, number] } {
  return typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)
}
