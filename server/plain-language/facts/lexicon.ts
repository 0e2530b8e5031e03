/** Words that tell what a number is, and what one must, may and must not. A star stands for any ending. */
interface Row {
  day: string
  week: string
  month: string
  year: string
  hour: string
  minute: string
  percent: string
  not: string
  must: string
  may: string
}

const ROWS: Readonly<Record<string, Row>> = {
  bg: {
    day: 'ден дни дена дневен дневния',
    week: 'седмиц*',
    month: 'месец*',
    year: 'годин*',
    hour: 'час часа часове',
    minute: 'минут*',
    percent: 'процент*',
    not: 'не няма нито без никога никой нищо',
    must: 'трябва длъжен длъжна длъжни задължен* следва',
    may: 'може могат можете мога право',
  },
  cs: {
    day: 'den dne dní dny dnů dnech',
    week: 'týden týdn*',
    month: 'měsíc*',
    year: 'rok roku roky roků let léta',
    hour: 'hodin*',
    minute: 'minut*',
    percent: 'procent*',
    not: 'ne není nejsou nemá nemusí nesmí nelze nemůže nemůžete nemáte nesmíte žádn* bez nikdy nebude',
    must: 'musí musíte musejí povinen povinn* nutno třeba',
    may: 'může můžete mohou smí smíte lze oprávněn* právo',
  },
  da: {
    day: 'dag dage dages dagen',
    week: 'uge uger ugers ugen',
    month: 'måned*',
    year: 'år års året',
    hour: 'time timer timers',
    minute: 'minut*',
    percent: 'procent pct',
    not: 'ikke ingen intet uden aldrig hverken',
    must: 'skal pligt pligtig nødt',
    may: 'kan må ret',
  },
  de: {
    day: 'tag tage tagen tages kalendertag* werktag* arbeitstag*',
    week: 'woche wochen',
    month: 'monat monate monaten monats',
    year: 'jahr jahre jahren jahres',
    hour: 'stunde stunden',
    minute: 'minute minuten',
    percent: 'prozent vomhundert',
    not: 'nicht kein keine keinen keinem keiner keines ohne nie niemals weder nichts niemand',
    must: 'muss müssen musst müsst muß verpflichtet verpflichtung* pflicht zwingend erforderlich soll sollen',
    may: 'darf dürfen dürft kann können könnt könnten erlaubt berechtigt möglich',
  },
  el: {
    day: 'ημέρα ημέρες ημερών μέρα μέρες',
    week: 'εβδομάδ*',
    month: 'μήνα μήνας μήνες μηνών',
    year: 'έτος έτη ετών χρόνια χρόνο χρόνος',
    hour: 'ώρα ώρες ωρών',
    minute: 'λεπτό λεπτά λεπτών',
    percent: 'τοις',
    not: 'δεν μην μη όχι χωρίς καμία κανένα κανένας ποτέ ούτε',
    must: 'πρέπει υποχρεούται υποχρεούνται υποχρεούστε υποχρέωση οφείλει οφείλετε υποχρεωτικ*',
    may: 'μπορεί μπορείτε μπορούν δικαιούται δικαιούστε δικαίωμα επιτρέπεται',
  },
  en: {
    day: 'day days',
    week: 'week weeks',
    month: 'month months',
    year: 'year years',
    hour: 'hour hours',
    minute: 'minute minutes',
    percent: 'percent percentage',
    not: "not no never cannot without don't doesn't can't won't mustn't isn't aren't neither nor nobody nothing none",
    must: 'must shall required obliged obligation need needs mandatory have-to has-to',
    may: 'may can could allowed entitled permitted',
  },
  es: {
    day: 'día días',
    week: 'semana semanas',
    month: 'mes meses',
    year: 'año años',
    hour: 'hora horas',
    minute: 'minuto minutos',
    percent: '',
    not: 'no nunca sin ningún ninguna ninguno jamás tampoco nadie nada',
    must: 'debe deben deberá deberán debes tiene-que tienes-que obligad* obligación obligatori* preciso',
    may: 'puede pueden podrá podrán puedes derecho permitid*',
  },
  et: {
    day: 'päev päeva päevad',
    week: 'nädal*',
    month: 'kuu kuud',
    year: 'aasta aastat',
    hour: 'tund tundi tunni',
    minute: 'minut*',
    percent: 'protsen*',
    not: 'ei ära ega pole ilma mitte ühtegi keegi',
    must: 'peab peate peavad pead tuleb kohustat* kohustus* vaja',
    may: 'võib võite võivad võid saab saate õigus',
  },
  fi: {
    day: 'päivä päivää päivän päivässä päivien',
    week: 'viikko viikkoa viikon viikossa',
    month: 'kuukau*',
    year: 'vuosi vuotta vuoden vuodessa',
    hour: 'tunti tuntia tunnin',
    minute: 'minuut*',
    percent: 'prosent*',
    not: 'ei en et emme ette eivät ilman älä älkää koskaan kukaan',
    must: 'pitää täytyy tulee on-pakko velvollis* velvoitet* vaaditaan edellytetään',
    may: 'voi voit voitte voivat saa saat saatte saavat oikeus',
  },
  fr: {
    day: 'jour jours',
    week: 'semaine semaines',
    month: 'mois',
    year: 'an ans année années',
    hour: 'heure heures',
    minute: 'minute minutes',
    percent: 'pourcent',
    not: 'pas aucun aucune jamais sans ni rien personne nul',
    must: 'devez doit doivent dois devrez devra devront obligatoire* obligation* obligé* tenu tenue tenus faut requis*',
    may: 'pouvez peut peuvent peux pourrez pourra droit autorisé* possible',
  },
  ga: {
    day: 'lá laethanta lae',
    week: 'seachtain* sheachtain*',
    month: 'mí míonna',
    year: 'bliain bliana blianta bhliain mbliana',
    hour: 'uair uaire huaire',
    minute: 'nóiméad*',
    percent: 'faoin',
    not: 'ní níl nach gan nár níor ná',
    must: 'caithfidh éigean ceanglas riachtanach gcaithfidh',
    may: 'féadfaidh féidir ceadaítear cead',
  },
  hr: {
    day: 'dan dana dani danima',
    week: 'tjed*',
    month: 'mjesec*',
    year: 'godin*',
    hour: 'sat sata sati',
    minute: 'minut*',
    percent: 'posto',
    not: 'ne nije nisu nema nemate nemaju bez nikada nitko ništa nijedan nemojte',
    must: 'mora morate moraju dužan dužna dužni obvez* potrebno treba trebate',
    may: 'može možete mogu smije smijete pravo',
  },
  hu: {
    day: 'nap napon napja napos napig',
    week: 'hét héten hetes hete',
    month: 'hónap*',
    year: 'év évig éves évet',
    hour: 'óra órán órát órával',
    minute: 'perc*',
    percent: 'százalék*',
    not: 'nem ne sem nincs nincsen nélkül soha senki semmi tilos',
    must: 'kell köteles kötelező kötelesség*',
    may: 'lehet szabad jogosult joga',
  },
  it: {
    day: 'giorno giorni',
    week: 'settimana settimane',
    month: 'mese mesi',
    year: 'anno anni',
    hour: 'ora ore',
    minute: 'minuto minuti',
    percent: 'percento',
    not: 'non nessun nessuna nessuno mai senza né niente nulla',
    must: 'deve devono devi dovrà dovranno dovete obbligatori* obbligo obblighi obbligat* occorre bisogna necessario tenuto tenuti',
    may: 'può possono puoi potrà potete diritto',
  },
  lt: {
    day: 'diena dieną dienos dienas dienų',
    week: 'savait*',
    month: 'mėnes*',
    year: 'metai metus metų',
    hour: 'valand*',
    minute: 'minu*',
    percent: 'procent*',
    not: 'ne nėra negali negalite neturi neturite nereikia be niekada jokio jokios jokių',
    must: 'turi turite turėtų privalo privalote privalom* būtina reikia',
    may: 'gali galite leidžiama teisė teisę',
  },
  lv: {
    day: 'diena dienu dienas dienām dienās',
    week: 'nedēļ*',
    month: 'mēne*',
    year: 'gads gada gadi gadu gadiem',
    hour: 'stund*',
    minute: 'minū*',
    percent: 'procent*',
    not: 'ne nav nevar nevarat nedrīkst nedrīkstat nekad bez neviens nevajag',
    must: 'jābūt jāiesniedz jāmaksā jāsamaksā jums-jā pienākum* obligāt* nepieciešam* vajag vajadzīg* jāaizpilda jāatbild',
    may: 'var varat drīkst drīkstat tiesības tiesīgs',
  },
  mt: {
    day: 'jum jiem ijiem ġurnata',
    week: 'ġimgħa ġimgħat ġimgħatejn',
    month: 'xahar xhur xahrejn',
    year: 'sena snin sentejn',
    hour: 'siegħa sigħat',
    minute: 'minuta minuti',
    percent: 'fil-mija',
    not: 'mhux ma la mingħajr qatt mhijiex',
    must: 'għandu għandek għandhom għandha trid jeħtieġ obbligu obbligat*',
    may: 'jista’ tista’ jistgħu dritt',
  },
  nl: {
    day: 'dag dagen werkdag* kalenderdag*',
    week: 'week weken',
    month: 'maand maanden',
    year: 'jaar jaren',
    hour: 'uur uren',
    minute: 'minuut minuten',
    percent: 'procent',
    not: 'niet geen nooit zonder noch niemand niets',
    must: 'moet moeten verplicht verplichting* dient dienen',
    may: 'mag mogen kan kunnen kunt recht toegestaan',
  },
  pl: {
    day: 'dzień dni dnia dniach',
    week: 'tydzień tygodni*',
    month: 'miesiąc* miesięc*',
    year: 'rok roku lata lat',
    hour: 'godzin*',
    minute: 'minut*',
    percent: 'procent*',
    not: 'nie bez nigdy żaden żadna żadnych ani nikt nic',
    must: 'musi musisz muszą należy obowiązek obowiązk* obowiązan* trzeba powinien powinna powinni',
    may: 'może możesz mogą można wolno prawo uprawnion*',
  },
  pt: {
    day: 'dia dias',
    week: 'semana semanas',
    month: 'mês meses',
    year: 'ano anos',
    hour: 'hora horas',
    minute: 'minuto minutos',
    percent: '',
    not: 'não nunca sem nenhum nenhuma jamais ninguém nada',
    must: 'deve devem deverá deverão deves tem-de tem-que obrigad* obrigação obrigatóri* necessário',
    may: 'pode podem poderá poderão podes direito permitid*',
  },
  ro: {
    day: 'zi zile zilei',
    week: 'săptămân*',
    month: 'lună luni lunii',
    year: 'an ani anul',
    hour: 'oră ore',
    minute: 'minut*',
    percent: '',
    not: 'nu fără niciun nicio niciodată nici nimeni nimic',
    must: 'trebuie obligat* obligația obligatori* necesar',
    may: 'poate puteți pot poți dreptul drept',
  },
  sk: {
    day: 'deň dňa dní dni dňoch',
    week: 'týžd*',
    month: 'mesiac*',
    year: 'rok roka roku roky rokov',
    hour: 'hodin* hodín',
    minute: 'minút*',
    percent: 'percent*',
    not: 'nie nemá nemáte nesmie nesmiete nemusí nemusíte nemôže nemôžete žiad* bez nikdy nebude',
    must: 'musí musíte musia povinn* treba potrebné',
    may: 'môže môžete môžu smie smiete možno právo oprávnen*',
  },
  sl: {
    day: 'dan dni dneva dneh dnevih',
    week: 'teden tedn*',
    month: 'mesec*',
    year: 'leto leta let letih',
    hour: 'ura ure ur urah',
    minute: 'minut*',
    percent: 'odstot*',
    not: 'ne ni niso nima nimate brez nikoli nihče nič noben* nikar',
    must: 'mora morate morajo dolžan dolžna dolžni obvez* treba',
    may: 'lahko sme smete smejo pravico pravica',
  },
  sv: {
    day: 'dag dagar dagars dagen',
    week: 'vecka veckor veckors',
    month: 'månad*',
    year: 'år års året',
    hour: 'timme timmar timmars',
    minute: 'minut minuter',
    percent: 'procent',
    not: 'inte ej inga ingen inget aldrig utan varken',
    must: 'måste ska skall skyldig skyldiga skyldighet* krävs',
    may: 'får kan rätt möjlighet',
  },
}

export type DurationUnit = 'day' | 'week' | 'month' | 'year' | 'hour' | 'minute'
export type LexiconField = keyof Row

const FIELDS: readonly LexiconField[] = [
  'day',
  'week',
  'month',
  'year',
  'hour',
  'minute',
  'percent',
  'not',
  'must',
  'may',
]

export interface Lexicon {
  /** What a word is; undefined: nothing that is looked for. */
  fieldOf: (word: string) => LexiconField | undefined
}

const known = new Map<string, Lexicon>()

export function lexiconOf(lang: string): Lexicon {
  const had = known.get(lang)
  if (had) return had
  const whole = new Map<string, LexiconField>()
  const beginnings: [string, LexiconField][] = []
  for (const field of FIELDS) {
    for (const form of (ROWS[lang]?.[field] ?? '').split(' ')) {
      if (form.endsWith('*')) beginnings.push([form.slice(0, -1), field])
      else if (form !== '') whole.set(form.replaceAll('’', "'"), field)
    }
  }
  const lexicon: Lexicon = {
    fieldOf: (word) =>
      whole.get(word) ?? beginnings.find(([beginning]) => word.startsWith(beginning))?.[1],
  }
  known.set(lang, lexicon)
  return lexicon
}
