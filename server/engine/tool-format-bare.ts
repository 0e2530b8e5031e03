import { literal } from './grammar-builder.ts'
import { hermesFormat } from './tool-format-hermes.ts'
import type { ToolFormat } from './tool-format.ts'

/** Llama 3's format: an answer that is nothing but `{"name": …, "parameters": …}` is a call. One call an answer. */
export const bareFormat: ToolFormat = {
  name: 'bare',
  opening: '',
  markers: [],
  addCalls(grammar, tools) {
    const calls = tools.map(({ name, argumentsRule }) =>
      grammar.rule(
        'call',
        `${literal(`{"name": ${JSON.stringify(name)}, "parameters": `)} ${argumentsRule} "}"`,
      ),
    )
    return grammar.rule('calls', calls.join(' | '))
  },
  // Which reads calls without tags as well.
  createParser: (names) => hermesFormat.createParser(names),
}
