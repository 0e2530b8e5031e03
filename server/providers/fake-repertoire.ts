/** What the fake provider can say, and the words by which it recognises a language. */
export interface Repertoire {
  /** Frequent words, lower case; the language with most of them in the prompt wins. */
  words: string
  replies: [string, string]
}

/** The 24 official languages of the EU, by their codes. Rich in what breaks a careless stream: marks, digraphs, emoji. */
export const REPERTOIRE: Record<string, Repertoire> = {
  bg: {
    words: 'и е на какво кой защо здравей здравейте моля бъдете обясни',
    replies: [
      'Здравейте! Отговарям на български: водата кипи при 100 °C на морското равнище.',
      'Разбира се. Първо проверете условията, после подайте заявлението – накратко и ясно.',
    ],
  },
  cs: {
    words: 'je co jak proč ahoj dobrý prosím který vysvětli být že',
    replies: [
      'Dobrý den! Odpovídám česky: příliš žluťoučký kůň úpěl ďábelské ódy.',
      'Jistě. Nejprve ověřte podmínky, potom podejte žádost – stručně a srozumitelně.',
    ],
  },
  da: {
    words: 'er hvad hvordan hvorfor hej goddag ikke og forklar tak jeg',
    replies: [
      'Goddag! Jeg svarer på dansk: vand koger ved 100 °C ved havets overflade.',
      'Selvfølgelig. Kontrollér først betingelserne, og indsend så ansøgningen – kort og tydeligt.',
    ],
  },
  de: {
    words: 'ist was wie warum hallo guten der die das bitte und ich',
    replies: [
      'Guten Tag! Ich antworte auf Deutsch: Wasser siedet auf Meereshöhe bei 100 °C. Schöne Grüße!',
      'Gern. Prüfen Sie zuerst die Voraussetzungen, danach stellen Sie den Antrag – kurz und verständlich.',
    ],
  },
  el: {
    words: 'και είναι τι πώς γιατί γεια καλημέρα παρακαλώ το η εξήγησε',
    replies: [
      'Καλημέρα! Απαντώ στα ελληνικά: το νερό βράζει στους 100 °C στο επίπεδο της θάλασσας.',
      'Βεβαίως. Πρώτα ελέγξτε τις προϋποθέσεις και ύστερα υποβάλετε την αίτηση – σύντομα και καθαρά.',
    ],
  },
  en: {
    words: 'is what how why hello the please and explain who are you',
    replies: [
      'Hello! I answer in English: water boils at 100 °C at sea level – a naïve fact, but true. 🌍',
      'Certainly. First check the conditions, then file the application – short and plain.',
    ],
  },
  es: {
    words: 'es qué cómo por hola buenos el los favor explica y cuál',
    replies: [
      '¡Buenos días! Respondo en español: el agua hierve a 100 °C al nivel del mar. ¿Algo más, señora?',
      'Claro. Primero compruebe los requisitos y después presente la solicitud, breve y sin rodeos.',
    ],
  },
  et: {
    words: 'on mis kuidas miks tere palun ja ei selgita kes kas',
    replies: [
      'Tere! Vastan eesti keeles: vesi keeb merepinnal 100 °C juures. Õunapuu õitseb öösel.',
      'Muidugi. Kõigepealt kontrollige tingimusi, siis esitage taotlus – lühidalt ja selgelt.',
    ],
  },
  fi: {
    words: 'on mikä miten miksi hei ja ei selitä kuka kiitos mitä ole',
    replies: [
      'Hyvää päivää! Vastaan suomeksi: vesi kiehuu merenpinnan tasolla 100 °C:ssa. Äiti söi öylätin.',
      'Toki. Tarkista ensin ehdot ja jätä sitten hakemus – lyhyesti ja selkeästi.',
    ],
  },
  fr: {
    words: 'est quoi comment pourquoi bonjour le la les et une quelle explique',
    replies: [
      'Bonjour ! Je réponds en français : l’eau bout à 100 °C au niveau de la mer. Où ça ? À Brest, évidemment.',
      'Bien sûr. Vérifiez d’abord les conditions, puis déposez la demande – bref et clair, sans cœur brisé.',
    ],
  },
  ga: {
    words: 'agus cad conas tá dia duit cén sé mínigh le thoil is',
    replies: [
      'Dia duit! Freagraím as Gaeilge: fiuchann uisce ag 100 °C ag leibhéal na farraige.',
      'Cinnte. Seiceáil na coinníollacha ar dtús, ansin cuir isteach an t-iarratas – go gairid soiléir.',
    ],
  },
  hr: {
    words: 'je što kako zašto bok dobar molim tko objasni i nije',
    replies: [
      'Dobar dan! Odgovaram na hrvatskom: voda vrije na 100 °C na razini mora. Džep, ljubav, njuška.',
      'Naravno. Najprije provjerite uvjete, zatim podnesite zahtjev – kratko i jasno.',
    ],
  },
  hu: {
    words: 'mi hogyan miért szia jó napot és nem egy kérem magyarázd az',
    replies: [
      'Jó napot! Magyarul válaszolok: a víz tengerszinten 100 °C-on forr. Árvíztűrő tükörfúrógép.',
      'Természetesen. Előbb ellenőrizze a feltételeket, azután nyújtsa be a kérelmet – röviden, érthetően.',
    ],
  },
  it: {
    words: 'è che come perché ciao buongiorno il gli per favore spiega cosa',
    replies: [
      'Buongiorno! Rispondo in italiano: l’acqua bolle a 100 °C al livello del mare. Perché no?',
      'Certo. Prima verifichi i requisiti, poi presenti la domanda: breve e chiara.',
    ],
  },
  lt: {
    words: 'yra kas kaip kodėl labas sveiki ir prašau ne paaiškink koks',
    replies: [
      'Laba diena! Atsakau lietuviškai: vanduo jūros lygyje užverda 100 °C temperatūroje. Ąžuolas žaliuoja.',
      'Žinoma. Pirmiausia patikrinkite sąlygas, paskui pateikite prašymą – trumpai ir aiškiai.',
    ],
  },
  lv: {
    words: 'ir kas kā kāpēc sveiki labdien un lūdzu nav paskaidro kurš',
    replies: [
      'Labdien! Atbildu latviski: ūdens jūras līmenī vārās 100 °C temperatūrā. Ķirsis zied šķūņa malā.',
      'Protams. Vispirms pārbaudiet nosacījumus, pēc tam iesniedziet iesniegumu – īsi un skaidri.',
    ],
  },
  mt: {
    words: 'hu hi xinhu kif għaliex bonġu jekk jogħġbok u li spjega x’inhu',
    replies: [
      'Bonġu! Inwieġeb bil-Malti: l-ilma jagħli f’100 °C fil-livell tal-baħar. Ħobż u żebbuġ.',
      'Iva, żgur. L-ewwel iċċekkja l-kundizzjonijiet, imbagħad ibgħat l-applikazzjoni – fil-qosor u ċar.',
    ],
  },
  nl: {
    words: 'is wat hoe waarom hallo goedendag de het een alstublieft en ik',
    replies: [
      'Goedendag! Ik antwoord in het Nederlands: water kookt op zeeniveau bij 100 °C. Geïnteresseerd?',
      'Natuurlijk. Controleer eerst de voorwaarden en dien daarna de aanvraag in – kort en duidelijk.',
    ],
  },
  pl: {
    words: 'jest co jak dlaczego cześć dzień proszę i nie się wyjaśnij kto',
    replies: [
      'Dzień dobry! Odpowiadam po polsku: woda wrze w 100 °C na poziomie morza. Zażółć gęślą jaźń.',
      'Oczywiście. Najpierw proszę sprawdzić warunki, a potem złożyć wniosek – krótko i jasno.',
    ],
  },
  pt: {
    words: 'é que como porquê olá bom o os uma não explica você favor',
    replies: [
      'Bom dia! Respondo em português: a água ferve a 100 °C ao nível do mar. Não há dúvida, pois não?',
      'Com certeza. Primeiro verifique as condições, depois entregue o pedido – breve e claro.',
    ],
  },
  ro: {
    words: 'este ce cum de bună salut și vă rog nu explică cine',
    replies: [
      'Bună ziua! Răspund în română: apa fierbe la 100 °C la nivelul mării. Țară, șapte, împărat.',
      'Desigur. Verificați mai întâi condițiile, apoi depuneți cererea – scurt și limpede.',
    ],
  },
  sk: {
    words: 'je čo ako prečo ahoj dobrý prosím ktorý vysvetli som nie',
    replies: [
      'Dobrý deň! Odpovedám po slovensky: voda vrie pri 100 °C na úrovni mora. Kŕdeľ ďatľov učí koňa.',
      'Iste. Najprv overte podmienky, potom podajte žiadosť – stručne a zrozumiteľne.',
    ],
  },
  sl: {
    words: 'je kaj kako zakaj živjo dober prosim kdo razloži in ni',
    replies: [
      'Dober dan! Odgovarjam po slovensko: voda vre pri 100 °C na morski gladini. Češnja, žoga, šola.',
      'Seveda. Najprej preverite pogoje, nato oddajte vlogo – kratko in jasno.',
    ],
  },
  sv: {
    words: 'är vad hur varför hej och inte snälla det förklara jag vem',
    replies: [
      'God dag! Jag svarar på svenska: vatten kokar vid 100 °C vid havsnivån. Åäö är egna bokstäver.',
      'Självklart. Kontrollera först villkoren och lämna sedan in ansökan – kort och tydligt.',
    ],
  },
}

/** The language of a text by its most frequent words: enough for a fake, English where nothing matches. */
export function guessLanguage(text: string): string {
  const words = new Set(text.toLowerCase().match(/[\p{L}\p{M}’]+/gu))
  let best = { code: 'en', score: 0 }
  for (const [code, { words: known }] of Object.entries(REPERTOIRE)) {
    const score = known.split(' ').filter((word) => words.has(word)).length
    if (score > best.score) best = { code, score }
  }
  return best.code
}
