import type { ModelFile } from './model-file.ts'
import { bareFormat } from './tool-format-bare.ts'
import { hermesFormat } from './tool-format-hermes.ts'
import { mistralListFormat, mistralNameFormat } from './tool-format-mistral.ts'
import type { ToolFormat } from './tool-format.ts'

/** Each format with what the chat templates of its models contain, most particular first. */
const SIGNS: [RegExp, ToolFormat][] = [
  [/\[TOOL_CALLS\][^]*\[ARGS\]/, mistralNameFormat],
  [/\[TOOL_CALLS\]/, mistralListFormat],
  [/<tool_call>/, hermesFormat],
  // Llama 3's own words to the model.
  [/"parameters": dictionary of argument name/, bareFormat],
]

/** null: the template does not offer tools to the model, or in a way that we cannot read. */
export function toolFormatOf(chatTemplate: string): ToolFormat | null {
  if (!/\btools\b/.test(chatTemplate)) return null
  return SIGNS.find(([sign]) => sign.test(chatTemplate))?.[1] ?? null
}

/** The control tokens that this model writes its calls with. */
export function markersOf({ chatTemplate }: ModelFile): string[] {
  return toolFormatOf(chatTemplate ?? '')?.markers ?? []
}
