/**
 * Number words. `ones`: 0 to 20 (and further where the language has words of its own), several forms divided by `|`; `tens`: 30
 * to 90; then hundred, thousand, million. `joins` stands between. What also is an article ("ein", "un") counts only within a
 * longer number. Forms are those found in letters of administrations, not every case of every gender.
 */
interface Row {
  ones: string
  tens: string
  hundred: string
  thousand: string
  million: string
  joins?: string
}

const ROWS: Readonly<Record<string, Row>> = {
  bg: {
    ones: 'нула един|една|едно два|две|двама три|трима четири пет шест седем осем девет десет единадесет|единайсет дванадесет|дванайсет тринадесет четиринадесет|четиринайсет петнадесет|петнайсет шестнадесет седемнадесет осемнадесет деветнадесет двадесет|двайсет',
    tens: 'тридесет|трийсет четиридесет|четирийсет петдесет шестдесет|шейсет седемдесет осемдесет деветдесет',
    hundred: 'сто',
    thousand: 'хиляда|хиляди',
    million: 'милион|милиона',
    joins: 'и',
  },
  cs: {
    ones: 'nula jeden|jedna|jedno|jednoho|jedné dva|dvě|dvou|dvěma tři|tří|třech|třemi čtyři|čtyř|čtyřech pět|pěti šest|šesti sedm|sedmi osm|osmi devět|devíti deset|deseti jedenáct|jedenácti dvanáct|dvanácti třináct|třinácti čtrnáct|čtrnácti patnáct|patnácti šestnáct|šestnácti sedmnáct|sedmnácti osmnáct|osmnácti devatenáct|devatenácti dvacet|dvaceti',
    tens: 'třicet|třiceti čtyřicet|čtyřiceti padesát|padesáti šedesát|šedesáti sedmdesát|sedmdesáti osmdesát|osmdesáti devadesát|devadesáti',
    hundred: 'sto|sta|stě|set',
    thousand: 'tisíc|tisíce',
    million: 'milion|miliony|milionů',
  },
  da: {
    ones: 'nul en|et to tre fire fem seks syv otte ni ti elleve tolv tretten fjorten femten seksten sytten atten nitten tyve',
    tens: 'tredive fyrre halvtreds tres halvfjerds firs halvfems',
    hundred: 'hundrede|hundred',
    thousand: 'tusind|tusinde',
    million: 'million|millioner',
    joins: 'og',
  },
  de: {
    ones: 'null ein|eins|eine|einen|einem|einer zwei|zweier drei|dreier vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn zwanzig',
    tens: 'dreißig|dreissig vierzig fünfzig sechzig siebzig achtzig neunzig',
    hundred: 'hundert',
    thousand: 'tausend',
    million: 'million|millionen',
    joins: 'und',
  },
  el: {
    ones: 'μηδέν ένα|ένας|μία|μια|έναν δύο|δυο τρία|τρεις|τριών τέσσερα|τέσσερις|τεσσάρων πέντε έξι επτά|εφτά οκτώ|οχτώ εννέα|εννιά δέκα έντεκα|ένδεκα δώδεκα δεκατρία|δεκατρείς|δεκατριών δεκατέσσερα|δεκατέσσερις|δεκατεσσάρων δεκαπέντε δεκαέξι|δεκάξι δεκαεπτά|δεκαεφτά δεκαοκτώ|δεκαοχτώ δεκαεννέα|δεκαεννιά είκοσι',
    tens: 'τριάντα σαράντα πενήντα εξήντα εβδομήντα ογδόντα ενενήντα',
    hundred: 'εκατό|εκατόν',
    thousand: 'χίλια|χίλιες|χίλιοι|χιλιάδες',
    million: 'εκατομμύριο|εκατομμύρια',
  },
  en: {
    ones: 'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty',
    tens: 'thirty forty fifty sixty seventy eighty ninety',
    hundred: 'hundred',
    thousand: 'thousand',
    million: 'million',
    joins: 'and',
  },
  es: {
    ones: 'cero un|uno|una dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve veinte|veinti',
    tens: 'treinta cuarenta cincuenta sesenta setenta ochenta noventa',
    hundred: 'cien|ciento|cientos|cientas',
    thousand: 'mil',
    million: 'millón|millones',
    joins: 'y',
  },
  et: {
    ones: 'null üks|ühe kaks|kahe kolm|kolme neli|nelja viis|viie kuus|kuue seitse|seitsme kaheksa üheksa kümme|kümne üksteist|üheteistkümne kaksteist|kaheteistkümne kolmteist neliteist|neljateistkümne viisteist|viieteistkümne kuusteist seitseteist kaheksateist üheksateist kakskümmend|kahekümne',
    tens: 'kolmkümmend|kolmekümne nelikümmend|neljakümne viiskümmend|viiekümne kuuskümmend|kuuekümne seitsekümmend kaheksakümmend üheksakümmend|üheksakümne',
    hundred: 'sada|saja',
    thousand: 'tuhat|tuhande',
    million: 'miljon|miljonit',
  },
  fi: {
    ones: 'nolla yksi|yhden|yhtä kaksi|kahden|kahta kolme|kolmen|kolmea neljä|neljän viisi|viiden|viittä kuusi|kuuden|kuutta seitsemän kahdeksan yhdeksän kymmenen|kymmentä yksitoista|yhdentoista kaksitoista|kahdentoista kolmetoista|kolmentoista neljätoista|neljäntoista viisitoista|viidentoista kuusitoista|kuudentoista seitsemäntoista kahdeksantoista yhdeksäntoista kaksikymmentä|kahdenkymmenen',
    tens: 'kolmekymmentä|kolmenkymmenen neljäkymmentä|neljänkymmenen viisikymmentä|viidenkymmenen kuusikymmentä|kuudenkymmenen seitsemänkymmentä kahdeksankymmentä yhdeksänkymmentä',
    hundred: 'sata|sataa|sadan',
    thousand: 'tuhat|tuhatta|tuhannen',
    million: 'miljoona|miljoonaa',
  },
  fr: {
    ones: 'zéro un|une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf vingt|vingts',
    tens: 'trente quarante cinquante soixante septante octante|huitante nonante',
    hundred: 'cent|cents',
    thousand: 'mille',
    million: 'million|millions',
    joins: 'et',
  },
  ga: {
    ones: 'náid aon dó|dhá trí ceithre|ceathair cúig sé seacht ocht naoi deich',
    tens: 'tríocha daichead caoga seasca seachtó ochtó nócha',
    hundred: 'céad',
    thousand: 'míle',
    million: 'milliún',
  },
  hr: {
    ones: 'nula jedan|jedna|jedno|jednog dva|dvije|dvaju tri četiri pet šest sedam osam devet deset jedanaest dvanaest trinaest četrnaest petnaest šesnaest sedamnaest osamnaest devetnaest dvadeset',
    tens: 'trideset četrdeset pedeset šezdeset sedamdeset osamdeset devedeset',
    hundred: 'sto|stotinu',
    thousand: 'tisuća|tisuću|tisuće',
    million: 'milijun|milijuna',
    joins: 'i',
  },
  hu: {
    ones: 'nulla egy kettő|két három négy öt hat hét nyolc kilenc tíz|tizen tizenegy tizenkettő|tizenkét tizenhárom tizennégy tizenöt tizenhat tizenhét tizennyolc tizenkilenc húsz|huszon',
    tens: 'harminc negyven ötven hatvan hetven nyolcvan kilencven',
    hundred: 'száz',
    thousand: 'ezer',
    million: 'millió',
  },
  it: {
    ones: 'zero un|uno|una due tre|tré quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove venti|vent',
    tens: 'trenta|trent quaranta|quarant cinquanta|cinquant sessanta|sessant settanta|settant ottanta|ottant novanta|novant',
    hundred: 'cento|cent',
    thousand: 'mille|mila',
    million: 'milione|milioni',
  },
  lt: {
    ones: 'nulis vienas|viena|vieną|vieno|vienos du|dvi|dviejų trys|tris|trijų keturi|keturis|keturias|keturių penki|penkis|penkias|penkių šeši|šešis|šešias|šešių septyni|septynis|septynias|septynių aštuoni|aštuonis|aštuonias|aštuonių devyni|devynis|devynias|devynių dešimt|dešimties vienuolika|vienuolikos dvylika|dvylikos trylika|trylikos keturiolika|keturiolikos penkiolika|penkiolikos šešiolika septyniolika aštuoniolika devyniolika dvidešimt|dvidešimties',
    tens: 'trisdešimt|trisdešimties keturiasdešimt|keturiasdešimties penkiasdešimt|penkiasdešimties šešiasdešimt|šešiasdešimties septyniasdešimt aštuoniasdešimt devyniasdešimt|devyniasdešimties',
    hundred: 'šimtas|šimtai|šimtų|šimtą',
    thousand: 'tūkstantis|tūkstančiai|tūkstančių|tūkstantį',
    million: 'milijonas|milijonai|milijonų',
  },
  lv: {
    ones: 'nulle viens|viena|vienu divi|divas|divu trīs|triju četri|četras|četru pieci|piecas|piecu seši|sešas|sešu septiņi|septiņas|septiņu astoņi|astoņas|astoņu deviņi|deviņas|deviņu desmit vienpadsmit divpadsmit trīspadsmit četrpadsmit piecpadsmit sešpadsmit septiņpadsmit astoņpadsmit deviņpadsmit divdesmit',
    tens: 'trīsdesmit četrdesmit piecdesmit sešdesmit septiņdesmit astoņdesmit deviņdesmit',
    hundred: 'simts|simti|simtu',
    thousand: 'tūkstotis|tūkstoši|tūkstošu',
    million: 'miljons|miljoni|miljonu',
  },
  mt: {
    ones: 'żero wieħed|waħda tnejn|żewġ tlieta|tliet erbgħa|erba’ ħamsa|ħames sitta|sitt sebgħa|seba’ tmienja|tmien disgħa|disa’ għaxra|għaxar|għaxart ħdax|ħdax-il tnax|tnax-il tlettax|tlettax-il erbatax|erbatax-il ħmistax|ħmistax-il sittax|sittax-il sbatax|sbatax-il tmintax|tmintax-il dsatax|dsatax-il għoxrin',
    tens: 'tletin erbgħin ħamsin sittin sebgħin tmenin disgħin',
    hundred: 'mija|mitt',
    thousand: 'elf',
    million: 'miljun',
    joins: 'u',
  },
  nl: {
    ones: 'nul een|één twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien twintig',
    tens: 'dertig veertig vijftig zestig zeventig tachtig negentig',
    hundred: 'honderd',
    thousand: 'duizend',
    million: 'miljoen',
    joins: 'en|ën',
  },
  pl: {
    ones: 'zero jeden|jedna|jedno|jednego|jednej dwa|dwie|dwóch|dwu trzy|trzech cztery|czterech pięć|pięciu sześć|sześciu siedem|siedmiu osiem|ośmiu dziewięć|dziewięciu dziesięć|dziesięciu jedenaście|jedenastu dwanaście|dwunastu trzynaście|trzynastu czternaście|czternastu piętnaście|piętnastu szesnaście|szesnastu siedemnaście|siedemnastu osiemnaście|osiemnastu dziewiętnaście|dziewiętnastu dwadzieścia|dwudziestu',
    tens: 'trzydzieści|trzydziestu czterdzieści|czterdziestu pięćdziesiąt|pięćdziesięciu sześćdziesiąt|sześćdziesięciu siedemdziesiąt|siedemdziesięciu osiemdziesiąt|osiemdziesięciu dziewięćdziesiąt|dziewięćdziesięciu',
    hundred: 'sto|stu',
    thousand: 'tysiąc|tysiące|tysięcy',
    million: 'milion|miliony|milionów',
  },
  pt: {
    ones: 'zero um|uma dois|duas três quatro cinco seis sete oito nove dez onze doze treze catorze|quatorze quinze dezasseis|dezesseis dezassete|dezessete dezoito dezanove|dezenove vinte',
    tens: 'trinta quarenta cinquenta sessenta setenta oitenta noventa',
    hundred: 'cem|cento',
    thousand: 'mil',
    million: 'milhão|milhões',
    joins: 'e',
  },
  ro: {
    ones: 'zero un|unu|una|o doi|două trei patru cinci șase|şase șapte|şapte opt nouă zece unsprezece doisprezece|douăsprezece treisprezece paisprezece cincisprezece șaisprezece șaptesprezece optsprezece nouăsprezece douăzeci',
    tens: 'treizeci patruzeci cincizeci șaizeci șaptezeci optzeci nouăzeci',
    hundred: 'sută|sute',
    thousand: 'mie|mii',
    million: 'milion|milioane',
    joins: 'și|şi',
  },
  sk: {
    ones: 'nula jeden|jedna|jedno|jedného|jednej dva|dve|dvoch tri|troch štyri|štyroch päť|piatich šesť|šiestich sedem|siedmich osem|ôsmich deväť|deviatich desať|desiatich jedenásť|jedenástich dvanásť|dvanástich trinásť|trinástich štrnásť|štrnástich pätnásť|pätnástich šestnásť|šestnástich sedemnásť osemnásť devätnásť dvadsať|dvadsiatich',
    tens: 'tridsať|tridsiatich štyridsať|štyridsiatich päťdesiat|päťdesiatich šesťdesiat|šesťdesiatich sedemdesiat osemdesiat deväťdesiat|deväťdesiatich',
    hundred: 'sto',
    thousand: 'tisíc',
    million: 'milión|milióny|miliónov',
  },
  sl: {
    ones: 'nič en|ena|eno|enega|ene dva|dve|dveh tri|treh štiri|štirih pet|petih šest|šestih sedem|sedmih osem|osmih devet|devetih deset|desetih enajst|enajstih dvanajst|dvanajstih trinajst|trinajstih štirinajst|štirinajstih petnajst|petnajstih šestnajst|šestnajstih sedemnajst osemnajst devetnajst dvajset|dvajsetih',
    tens: 'trideset|tridesetih štirideset|štiridesetih petdeset|petdesetih šestdeset|šestdesetih sedemdeset osemdeset devetdeset|devetdesetih',
    hundred: 'sto',
    thousand: 'tisoč',
    million: 'milijon|milijona|milijonov',
    joins: 'in',
  },
  sv: {
    ones: 'noll en|ett två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton femton sexton sjutton arton nitton tjugo',
    tens: 'trettio fyrtio femtio sextio sjuttio åttio nittio',
    hundred: 'hundra',
    thousand: 'tusen',
    million: 'miljon|miljoner',
    joins: 'och',
  },
}

export interface NumberLexicon {
  /** Word to value, in lower case. */
  values: ReadonlyMap<string, number>
  joins: ReadonlySet<string>
}

const lexicons = new Map<string, NumberLexicon>()

/** The number words of a language; none for one that is not of the Union. */
export function numberLexicon(lang: string): NumberLexicon {
  const had = lexicons.get(lang)
  if (had) return had
  const row = ROWS[lang]
  const values = new Map<string, number>()
  const add = (forms: string, value: number) => {
    for (const form of forms.split('|')) values.set(form.replaceAll('’', "'"), value)
  }
  for (const [value, forms] of (row?.ones ?? '').split(' ').entries()) if (forms) add(forms, value)
  for (const [at, forms] of (row?.tens ?? '').split(' ').entries())
    if (forms) add(forms, 30 + at * 10)
  if (row) {
    add(row.hundred, 100)
    add(row.thousand, 1000)
    add(row.million, 1_000_000)
  }
  const further = lang === 'ga' ? { fiche: 20 } : (ODD[lang] ?? {})
  for (const [form, value] of Object.entries(further)) values.set(form, value)
  const lexicon = { values, joins: new Set(row?.joins?.split('|') ?? []) }
  lexicons.set(lang, lexicon)
  return lexicon
}

/** Words that no rule composes. */
const ODD: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  cs: { dvěstě: 200 },
  el: {
    διακόσια: 200,
    τριακόσια: 300,
    τετρακόσια: 400,
    πεντακόσια: 500,
    εξακόσια: 600,
    επτακόσια: 700,
    οκτακόσια: 800,
    εννιακόσια: 900,
  },
  bg: { двеста: 200, триста: 300 },
  es: {
    veintiún: 21,
    veintidós: 22,
    veintitrés: 23,
    veintiséis: 26,
    quinientos: 500,
    quinientas: 500,
    setecientos: 700,
    novecientos: 900,
  },
  hr: { dvjesto: 200, tristo: 300 },
  pl: {
    dwieście: 200,
    trzysta: 300,
    czterysta: 400,
    pięćset: 500,
    sześćset: 600,
    siedemset: 700,
    osiemset: 800,
    dziewięćset: 900,
  },
  pt: {
    duzentos: 200,
    trezentos: 300,
    quatrocentos: 400,
    quinhentos: 500,
    seiscentos: 600,
    setecentos: 700,
    oitocentos: 800,
    novecentos: 900,
  },
  sl: { dvesto: 200, tristo: 300 },
  mt: { mitejn: 200, elfejn: 2000 },
}
