import assert from 'node:assert/strict'
import { test } from 'node:test'
import { syllableCounter } from './syllables.ts'

/** Words with their syllables, as dictionaries divide them. */
const LISTS: Readonly<Record<string, string>> = {
  de: 'Haus:1 Antrag:2 Bescheid:2 Behörde:3 Leistung:2 Widerspruch:3 beeilen:3 geehrte:3 Nation:3 Familie:3 Energie:3 Museum:3 Quittung:2 sie:1 Ferien:3 Theater:3 Unterhalt:3 Bürgergeld:3 Arbeitslosigkeit:5 Grundsicherung:4 Zuständigkeit:4 Einkommen:3 Kreis:1 Wohngeld:2 Mietvertrag:3 System:2 Eltern:2 Rechtsbehelfsbelehrung:6 ausfüllen:3 genehmigt:3',
  en: 'the:1 house:1 table:2 apply:2 people:2 benefit:3 application:4 received:2 wanted:2 service:2 services:3 office:2 government:3 helped:1 decided:3 changes:2 important:3 every:2 information:4 statement:2 create:2 area:3 via:2 any:2 idea:3 being:2 children:2 quickly:2 simple:2 documents:3 payment:2 require:2',
  es: 'casa:2 ayuda:3 ciudad:2 día:2 país:2 puerta:2 solicitud:4 administración:5 queso:2 guerra:2 poeta:3 ley:1 muy:1 trabajo:3 aéreo:4 oír:2 ciudadanía:5 información:4 leer:2 hacienda:3 rey:1 mayo:2 construcción:3 cuidado:3 pie:1',
  fr: 'maison:2 demande:2 mairie:2 dossier:2 allocation:4 citoyen:3 administration:5 aide:1 eau:1 beau:1 quatre:1 heure:1 familles:2 document:3 donnent:1 finissent:2 parlent:1 souvent:2 travail:2 bureau:2 ville:1 langue:1 guide:1 chômage:2 courrier:2 simple:1 logement:3 récent:2',
  nl: 'huis:1 gemeente:3 uitkering:3 aanvraag:2 besluit:2 leeuw:1 mooi:1 ideeën:3 geld:1 belasting:3 inkomen:3 kinderen:3 zuivel:2 tijd:1 bezwaar:2 februari:4 overheid:3 ziekte:2 vraag:1 koeien:2 begrijpelijk:4 geïnd:2 toeslag:2 nieuw:1',
  pl: 'dom:1 wniosek:2 urząd:2 gmina:2 ustawa:3 dziecko:2 pieniądze:3 obywatel:4 miasto:2 człowiek:2 decyzja:3 siedem:2 niemiecki:3 praca:2 zasiłek:3 informacja:4 ubezpieczenie:5 dziś:1 wieś:1 świadczenie:3 mieszkanie:3 odwołanie:4 biuro:2',
  pt: 'casa:2 pão:1 cidade:3 lei:1 pedido:3 informação:4 trabalho:3 queijo:2 guerra:2 quatro:2 água:2 país:2 dia:2 saúde:3 prazo:2 rua:2 família:3 serviço:3 muito:2 decisão:3 câmara:3 apoio:3 mãe:1 direito:3 poder:2',
}

for (const [lang, list] of Object.entries(LISTS)) {
  test(`at least nine of ten words of ${lang} have the syllables that a dictionary gives them`, () => {
    const count = syllableCounter(lang)
    assert.ok(count)
    const words = list.split(' ').map((pair) => pair.split(':'))
    assert.ok(words.length >= 20)
    const wrong = words
      .filter(([word = '', syllables]) => count(word) !== Number(syllables))
      .map(([word = '', syllables]) => `${word}: ${count(word)}, not ${syllables}`)
    assert.ok(wrong.length * 10 <= words.length, wrong.join('; '))
  })
}

test('a word of a hundred thousand letters is counted at once, and a language without a counter has none', () => {
  assert.ok((syllableCounter('en')?.('a'.repeat(100_000)) ?? 0) >= 1)
  assert.equal(syllableCounter('mt'), undefined)
})
