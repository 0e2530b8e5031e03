import { hermesFormat } from './tool-format-hermes.ts'
import type { ToolFormat } from './tool-format.ts'

/** Every format we can read, most particular first. A model speaks the one whose opening its own chat template writes. */
const FORMATS: ToolFormat[] = [hermesFormat]

/** null: the template does not offer tools to the model, or in a way that we cannot read. */
export function toolFormatOf(chatTemplate: string): ToolFormat | null {
  if (!/\btools\b/.test(chatTemplate)) return null
  return FORMATS.find(({ opening }) => chatTemplate.includes(opening)) ?? null
}
