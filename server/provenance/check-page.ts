import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DocumentLang } from '#wire/document-languages.ts'
import type { CheckAnswer, DeploymentPlace, RecordFacts } from '#wire/provenance.ts'
import { escapeMarkup as text } from '#server/lib/escape-markup.ts'
import { CHECK_TEXTS, type CheckTexts } from './check-texts.ts'

/** What the page shows beside its form. */
export interface CheckView {
  lang: DocumentLang
  /** Of a check; absent: none was made. */
  answer?: CheckAnswer
  /** What went wrong, in place of an answer. */
  problem?: 'tooMany' | 'tooLong' | 'nothingGiven'
  /** What was asked, to show it again. */
  asked: { text: string; id: string; key: string }
}

const LANGUAGES: Record<DocumentLang, string> = { en: 'English', de: 'Deutsch', fr: 'Français' }

/** A page that works without a script, for whoever got a letter. */
export function writeCheckPage(view: CheckView): string {
  const { lang, answer, problem, asked } = view
  const texts = CHECK_TEXTS[lang]
  const isDone = answer !== undefined && problem === undefined
  return `<!doctype html>
<html lang="${lang}" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>${text(texts.title)} · Galerne</title>
<link rel="icon" href="/icon.svg">
<link rel="stylesheet" href="/check/style.css">
</head>
<body>
<header><img src="/icon.svg" alt="" width="28" height="28"><span>Galerne</span>${languageLinks(lang, asked)}</header>
<main>
<h1>${text(texts.title)}</h1>
<p class="lead">${text(texts.lead)}</p>
${problem ? `<p class="result problem" role="alert">${text(texts[problem])}</p>` : ''}
${isDone ? resultOf(answer, asked.id !== '', { texts, lang }) : ''}
${formOf(view, texts)}
</main>
</body>
</html>
`
}

function languageLinks(lang: DocumentLang, { id, key }: CheckView['asked']): string {
  const links = Object.entries(LANGUAGES).map(([other, name]) => {
    const query = new URLSearchParams({ lang: other, ...(id && { id }), ...(key && { key }) })
    const isHere = other === lang ? ' aria-current="true"' : ''
    return `<a href="/check?${text(query.toString())}" lang="${other}" hreflang="${other}"${isHere}>${name}</a>`
  })
  return `<nav aria-label="Language · Sprache · Langue">${links.join(' ')}</nav>`
}

function formOf({ asked, lang }: CheckView, texts: CheckTexts): string {
  return `<form method="post" action="/check?lang=${lang}">
<label for="text">${text(texts.text)}</label>
<textarea id="text" name="text" rows="10" dir="auto" aria-describedby="privacy">${text(asked.text)}</textarea>
<p class="hint" id="privacy">${text(texts.privacy)}</p>
<label for="id">${text(texts.or)}: ${text(texts.id)}</label>
<input id="id" name="id" value="${text(asked.id)}" autocomplete="off" spellcheck="false" maxlength="60">
<input type="hidden" name="key" value="${text(asked.key)}">
<button>${text(texts.check)}</button>
</form>
<footer>
<details><summary>${text(texts.howTo)}</summary>
<pre><code>galerne provenance verify record.json --text letter.txt --keys keys.json</code></pre>
<p><a href="/.well-known/galerne-provenance.json">${text(texts.keys)}</a></p>
</details>
</footer>`
}

interface Speech {
  texts: CheckTexts
  lang: DocumentLang
}

function resultOf(answer: CheckAnswer, isById: boolean, speech: Speech): string {
  const { texts } = speech
  const { match, facts, signed, paragraphs } = answer
  const said = {
    exact: texts.exact,
    words: texts.words,
    part: texts.part,
    record: texts.record,
    none: isById ? texts.noneId : texts.none,
    'too-short': texts.tooShort,
  }[match]
  const tone = facts ? 'known' : 'unknown'
  return `<section class="result ${tone}" aria-labelledby="result">
<h2 id="result" tabindex="-1" autofocus>${text(said)}</h2>
${facts ? factList(facts, speech) : ''}
${paragraphs.length > 0 ? paragraphList(paragraphs, texts) : ''}
${signed ? `<details><summary>${text(texts.signed)}</summary><pre tabindex="0"><code>${text(JSON.stringify(signed, null, 2))}</code></pre></details>` : ''}
</section>`
}

function factList(facts: RecordFacts, { texts, lang }: Speech): string {
  const date = new Intl.DateTimeFormat(lang, { dateStyle: 'long', timeStyle: 'short' })
  const { approval } = facts
  const approved = approval?.isFourEyes ? texts.approvedFourEyes : texts.approved
  const rows: [string, string][] = [
    [texts.organisation, facts.organisation],
    [texts.model, facts.model],
    [texts.place, placeText(facts.deployment, texts)],
    [texts.at, date.format(new Date(facts.generatedAt))],
    [
      texts.approval,
      approval ? approved.replace('{date}', date.format(new Date(approval.at))) : texts.notApproved,
    ],
    [texts.evidence, texts[facts.evidence]],
    [texts.number, facts.id],
  ]
  const items = rows.map(([name, value]) => `<dt>${text(name)}</dt><dd>${text(value)}</dd>`)
  return `<dl>${items.join('')}</dl>`
}

function placeText(place: DeploymentPlace, texts: CheckTexts): string {
  if (place.isOwnHardware) return texts.ownHardware
  const { operator, provider, region, jurisdiction } = place
  const parts = [operator ?? provider, region, jurisdiction].filter((part) => part !== null)
  return parts.length > 0 ? parts.join(', ') : texts.notDeclared
}

function paragraphList(paragraphs: CheckAnswer['paragraphs'], texts: CheckTexts): string {
  const items = paragraphs.map(({ text: paragraph, facts }) =>
    facts
      ? `<p class="by-ai" dir="auto"><span class="mark">${text(texts.byAi)}</span> ${text(paragraph)}</p>`
      : `<p dir="auto">${text(paragraph)}</p>`,
  )
  return `<p class="hint">${text(texts.partHint)}</p><div class="paragraphs">${items.join('')}</div>`
}

const TOKENS = join(import.meta.dirname, '..', '..', 'web', 'ui', 'tokens.css')
const STYLE = join(import.meta.dirname, 'check-page.css')

/** The page's own few rules over the colours of the web app, which stay where they are said. */
export function readCheckStyle(): string {
  const colours = readFileSync(TOKENS, 'utf8').matchAll(
    /^ {2}(--color-[a-z-]+: light-dark\(.*\);)$/gm,
  )
  const root = Array.from(colours, ([, rule]) => `  ${rule}`).join('\n')
  return `:root {\n  color-scheme: light dark;\n${root}\n}\n${readFileSync(STYLE, 'utf8')}`
}
