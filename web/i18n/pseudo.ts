import type { Messages } from '@lingui/core'

const ACCENTED = new Map(
  Array.from(
    'AÀBƁCÇDÐEÉFƑGĜHĤIÎJĴKĶLĻMṀNÑOÖPÞQǪRŔSŠTŢUÛVṼWŴXẊYÝZŽaàbƀcçdðeéfƒgĝhĥiîjĵkķlļmṁnñoöpþqǫrŕsštţuûvṽwŵxẋyýzž'.matchAll(
      /(.)(.)/gu,
    ),
  ).map(([, plain = '', accented = '']) => [plain, accented] as const),
)
const FILL = ' one two three four five six seven eight nine ten eleven twelve'
/** First strong isolate, and its end: what runs the other way inside must not move what is around it. */
const [ISOLATE, POP] = ['\u2068', '\u2069']

/**
 * English that nobody can mistake for finished: each letter with an accent, 40 % longer, between marks of direction and brackets.
 * What is plain on the page is in no catalogue; what is cut off would be cut off in German. Takes what Lingui compiles.
 */
export function pseudoOf(messages: Messages): Messages {
  return Object.fromEntries(
    Object.entries(messages).map(([id, message]) => {
      const length = lengthOf(message)
      const more = accent(FILL.repeat(20).slice(0, Math.ceil(length * 0.4)))
      const accented = accentAll(message)
      const tokens = Array.isArray(accented) ? accented : [accented]
      return [id, [`${ISOLATE}[`, ...tokens, `${more}]${POP}`]]
    }),
  )
}

type Compiled = Messages[string]

/** Of what Lingui compiles: texts, and variables as `[name, kind, forms]`. */
function accentAll(message: Compiled): Compiled {
  if (typeof message === 'string') return accent(message)
  return message.map((token) => {
    if (typeof token === 'string') return accent(token)
    const [name, kind, forms] = token
    if (kind === undefined || typeof forms !== 'object' || forms === null) return token
    return [name, kind, accentForms(forms)]
  })
}

function accentForms(forms: object): object {
  const accented = Object.entries(forms).map(([form, value]: [string, unknown]) => [
    form,
    typeof value === 'string' || Array.isArray(value) ? accentAll(value) : value,
  ])
  return Object.fromEntries(accented)
}

/** Not what is a tag, nor the sign of a number. */
function accent(text: string): string {
  return text.replaceAll(/<[^>]*>|[A-Za-z]/g, (found) => ACCENTED.get(found) ?? found)
}

function lengthOf(message: Compiled): number {
  return typeof message === 'string'
    ? message.length
    : JSON.stringify(message).replaceAll(/[^A-Za-z ]/g, '').length
}
