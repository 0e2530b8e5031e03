const RIGHT_TO_LEFT_SCRIPTS = new Set(['Arab', 'Hebr', 'Thaa', 'Syrc', 'Nkoo', 'Adlm', 'Rohg'])

/** How a text in the language runs; `auto` lets the browser look at its first strong letter where nobody knows the language. */
export function directionOf(lang: string | null): 'ltr' | 'rtl' | 'auto' {
  if (lang === null || lang === '') return 'auto'
  try {
    const { script } = new Intl.Locale(lang).maximize()
    return script !== undefined && RIGHT_TO_LEFT_SCRIPTS.has(script) ? 'rtl' : 'ltr'
  } catch {
    return 'auto'
  }
}
