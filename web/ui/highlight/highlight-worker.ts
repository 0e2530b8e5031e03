import hljs from 'highlight.js/lib/core'
import type { LanguageName } from './language-names.ts'
import { loadLanguage } from './languages.ts'
import { spansFromHighlight } from './spans.ts'

interface Request {
  code: string
  language: LanguageName
}

/** Colours code away from the page, where a grammar that a hostile text sends round in circles hurts nobody. */
onmessage = async ({ data: { code, language } }: MessageEvent<Request>) => {
  try {
    if (!hljs.getLanguage(language)) hljs.registerLanguage(language, await loadLanguage(language))
    postMessage(spansFromHighlight(hljs.highlight(code, { language, ignoreIllegals: true }).value))
  } catch {
    postMessage(undefined)
  }
}
