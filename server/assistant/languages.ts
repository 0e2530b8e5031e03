/** One language as the assistant needs it. Adding a language is adding an entry. */
export interface Language {
  /** Says to a model, in that language, to answer in it. */
  answer: string
  /** Short words of chats, lower case, that speak for this language where a few words are all there is. */
  words: string
}

/** The 24 official languages of the EU, by BCP 47 tag. */
export const LANGUAGES: Readonly<Record<string, Language>> = {
  bg: {
    answer: 'Отговаряй на български.',
    words:
      'здравей здравейте благодаря моля какво защо кога къде обясни напиши колко ми на и е за са добър ден',
  },
  cs: {
    answer: 'Odpovídej česky.',
    words:
      'ahoj děkuji díky prosím jak co proč kdy kde vysvětli napiš kolik mi na je jsem který a to ano dobrý den',
  },
  da: {
    answer: 'Svar på dansk.',
    words:
      'hej tak venligst hvordan hvad hvorfor hvornår hvor forklar skriv et brev til mig jeg er det og ikke af',
  },
  de: {
    answer: 'Antworte auf Deutsch.',
    words:
      'hallo danke bitte wie was warum wann wo erkläre erklär schreib schreibe ich mir ist und der die das ein nicht guten tag',
  },
  el: {
    answer: 'Απάντησε στα ελληνικά.',
    words: 'γεια ευχαριστώ παρακαλώ πώς τι γιατί πότε πού εξήγησε γράψε πόσο μου είναι και το η ο',
  },
  en: {
    answer: 'Answer in English.',
    words:
      'hello hi thanks thank please how what why when where explain write me my is are the and to i you of do',
  },
  es: {
    answer: 'Responde en español.',
    words:
      'hola gracias favor cómo qué por cuándo dónde explica explícame escribe cuánto es y el la los una al buenos días',
  },
  et: {
    answer: 'Vasta eesti keeles.',
    words:
      'tere aitäh palun kuidas mis miks millal kus selgita kirjuta kui palju mulle ma on ja see ei',
  },
  fi: {
    answer: 'Vastaa suomeksi.',
    words:
      'hei moi kiitos ole hyvä miten mikä mitä miksi milloin missä selitä kirjoita paljonko minulle on ja se ei',
  },
  fr: {
    answer: 'Réponds en français.',
    words:
      'bonjour salut merci comment quoi pourquoi quand où explique écris combien est et le la les une des je moi que qu à ça',
  },
  ga: {
    answer: 'Freagair i nGaeilge.',
    words:
      'dia duit conas cad céard cén cathain cá mínigh scríobh mhéad raibh maith agat agus an na is tá níl bhfuil dom ann go le do ar a chuig sé sí atá mé tú',
  },
  hr: {
    answer: 'Odgovaraj na hrvatskom.',
    words:
      'bok hvala molim kako što zašto kada gdje objasni napiši napisati koliko mi je i to se na dobar dan životopis pismo',
  },
  hu: {
    answer: 'Válaszolj magyarul.',
    words:
      'szia köszönöm kérem kérlek hogyan mi mit miért mikor hol magyarázd írj mennyibe nekem az a és egy nem jó napot',
  },
  it: {
    answer: 'Rispondi in italiano.',
    words:
      'ciao grazie prego come che cosa perché quando dove spiega spiegami scrivi quanto è e il la lo gli una al buongiorno',
  },
  lt: {
    answer: 'Atsakyk lietuviškai.',
    words:
      'labas ačiū prašau kaip kas kodėl kada kur paaiškink parašyk kiek man yra ir tai ne laba diena',
  },
  lv: {
    answer: 'Atbildi latviešu valodā.',
    words:
      'sveiki paldies lūdzu kā kas kāpēc kad kur paskaidro uzraksti cik man ir un tas labdien nav',
  },
  mt: {
    answer: 'Wieġeb bil-Malti.',
    words:
      'bonġu grazzi jekk jogħġbok kif x’inhu x’inhi x’inhuma x’ għaliex meta fejn spjega spjegali ikteb nikteb kemm tiswa u il l li hija huwa ta tal lill fil ma dan din għal il-kunsill',
  },
  nl: {
    answer: 'Antwoord in het Nederlands.',
    words:
      'hallo hoi bedankt dank alsjeblieft hoe wat waarom wanneer waar leg uit schrijf hoeveel mij ik is en het de een niet aan',
  },
  pl: {
    answer: 'Odpowiadaj po polsku.',
    words:
      'cześć dziękuję dzięki proszę jak co dlaczego kiedy gdzie wyjaśnij napisz ile mi jest i to się do nie czym dzień dobry',
  },
  pt: {
    answer: 'Responde em português.',
    words:
      'olá obrigado obrigada favor como que porquê quando onde explica escreve quanto é e um uma à ao não bom dia',
  },
  ro: {
    answer: 'Răspunde în română.',
    words:
      'salut bună mulțumesc rog cum ce de când unde explică explică-mi scrie cât este și un o către nu ziua',
  },
  sk: {
    answer: 'Odpovedaj po slovensky.',
    words:
      'ahoj ďakujem vďaka prosím ako čo prečo kedy kde vysvetli napíš koľko mi je a to som ktorý dobrý deň',
  },
  sl: {
    answer: 'Odgovarjaj v slovenščini.',
    words:
      'živjo zdravo hvala prosim kako kaj zakaj kdaj kje razloži napiši koliko mi je in to se dober dan',
  },
  sv: {
    answer: 'Svara på svenska.',
    words:
      'hej tack snälla hur vad varför när var förklara skriv mycket mig jag är det och inte ett av',
  },
}
