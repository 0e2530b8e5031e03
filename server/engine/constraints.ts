import { AppError } from '../lib/app-error.ts'
import type { ChatBody, Tool } from './chat-body.ts'
import { createGrammarBuilder, literal, type GrammarBuilder } from './grammar-builder.ts'
import { createJsonRules } from './json-grammar.ts'
import { addJsonSchema } from './json-schema-to-grammar.ts'
import type { JsonSchema } from './schema-context.ts'
import type { ToolFormat } from './tool-format.ts'

/** What an answer has to look like, as grammars. */
export interface Constraints {
  /** Of the whole answer; null: free text. */
  grammar: string | null
  /** Of what follows a tool call's opening in free text. */
  trigger: { text: string; grammar: string } | null
  /** What the template tells the model of its tools; null: nothing. */
  tools: Record<string, unknown>[] | null
}

type FormattedBody = Pick<
  ChatBody,
  'response_format' | 'tools' | 'tool_choice' | 'parallel_tool_calls'
>

/** Throws AppError `invalid_request` where a schema says more than a grammar can guarantee. */
export function planConstraints(body: FormattedBody, format: ToolFormat | null): Constraints {
  const { tools, isForced } = chosenTools(body)
  if (tools.length === 0) return { grammar: formatGrammar(body), trigger: null, tools: null }
  if (!format)
    throw new AppError(
      'invalid_request',
      'tools: this model was not made to call tools, or in a way that Galerne cannot read yet.',
      {
        param: 'tools',
      },
    )
  const isParallel = body.parallel_tool_calls !== false
  const calls = (grammar: GrammarBuilder) =>
    format.addCalls(
      grammar,
      tools.map((tool) => toGrammarTool(tool, grammar)),
      isParallel,
    )
  const root = (grammar: GrammarBuilder) => `${literal(format.opening)} ${calls(grammar)}`
  const shown = tools as Record<string, unknown>[]
  if (isForced) return { grammar: build(root), trigger: null, tools: shown }
  const hasFormat = body.response_format && body.response_format.type !== 'text'
  if (!hasFormat) {
    const trigger = format.opening ? { text: format.opening, grammar: build(calls) } : null
    return { grammar: null, trigger, tools: shown }
  }
  const either = (grammar: GrammarBuilder) =>
    `${formatRule(body, grammar)} | ${grammar.rule('calls', root(grammar))}`
  return { grammar: build(either), trigger: null, tools: shown }
}

function build(root: (grammar: GrammarBuilder) => string): string {
  const grammar = createGrammarBuilder()
  return grammar.build(root(grammar))
}

function formatGrammar(body: FormattedBody): string | null {
  const { response_format: wanted } = body
  if (!wanted || wanted.type === 'text') return null
  return build((grammar) => formatRule(body, grammar))
}

function formatRule({ response_format: wanted }: FormattedBody, grammar: GrammarBuilder): string {
  if (wanted?.type !== 'json_schema') return createJsonRules(grammar).object()
  const param = 'response_format.json_schema.schema'
  return addJsonSchema(grammar, wanted.json_schema.schema, param)
}

function chosenTools(body: FormattedBody): { tools: Tool[]; isForced: boolean } {
  const { tools: given, tool_choice: choice } = body
  const tools = given ?? []
  if (choice === 'none') return { tools: [], isForced: false }
  if (typeof choice === 'object' && choice !== null) {
    const { name } = choice.function
    const named = tools.filter((tool) => tool.function.name === name)
    if (named.length === 0)
      throw new AppError('invalid_request', `tool_choice: "${name}" is not among the tools.`, {
        param: 'tool_choice',
      })
    return { tools: named, isForced: true }
  }
  const isForced = choice === 'required' || choice === 'any'
  if (isForced && tools.length === 0)
    throw new AppError('invalid_request', 'tool_choice: there are no tools to choose from.', {
      param: 'tool_choice',
    })
  return { tools, isForced }
}

/** Only `strict` promises that arguments match; without it a schema beyond us becomes "any object". */
function toGrammarTool({ function: { name, parameters, strict } }: Tool, grammar: GrammarBuilder) {
  const schema: JsonSchema = parameters ?? { type: 'object', properties: {} }
  const param = `tools (${name}): parameters`
  try {
    return { name, argumentsRule: addJsonSchema(grammar, schema, param) }
  } catch (error) {
    if (strict || !(error instanceof AppError)) throw error
    return { name, argumentsRule: createJsonRules(grammar).object() }
  }
}
