/** One language as the assistant needs it. Adding a language is adding an entry. */
export interface Language {
  /** Says to a model, in that language, to answer in it. */
  answer: string
  /** Says to a model, in that language, to go on with an answer that broke off. */
  goOn: string
  /** Short words of chats, lower case, that speak for this language where a few words are all there is. */
  words: string
}

/** The 24 official languages of the EU, by BCP 47 tag. */
export const LANGUAGES: Readonly<Record<string, Language>> = {
  bg: {
    answer: 'Отговаряй на български.',
    goOn: 'Продължи точно оттам, където спря, без да повтаряш.',
    words:
      'здравей здравейте благодаря моля какво защо кога къде обясни напиши колко ми на и е за са добър ден',
  },
  cs: {
    answer: 'Odpovídej česky.',
    goOn: 'Pokračuj přesně tam, kde jsi skončil, a nic neopakuj.',
    words:
      'ahoj děkuji díky prosím jak co proč kdy kde vysvětli napiš kolik mi na je jsem který a to ano dobrý den',
  },
  da: {
    answer: 'Svar på dansk.',
    goOn: 'Fortsæt præcis, hvor du slap, uden at gentage noget.',
    words:
      'hej tak venligst hvordan hvad hvorfor hvornår hvor forklar skriv et brev til mig jeg er det og ikke af',
  },
  de: {
    answer: 'Antworte auf Deutsch.',
    goOn: 'Fahre genau dort fort, wo du aufgehört hast, ohne etwas zu wiederholen.',
    words:
      'hallo danke bitte wie was warum wann wo erkläre erklär schreib schreibe ich mir ist und der die das ein nicht guten tag',
  },
  el: {
    answer: 'Απάντησε στα ελληνικά.',
    goOn: 'Συνέχισε ακριβώς από εκεί που σταμάτησες, χωρίς να επαναλάβεις τίποτα.',
    words: 'γεια ευχαριστώ παρακαλώ πώς τι γιατί πότε πού εξήγησε γράψε πόσο μου είναι και το η ο',
  },
  en: {
    answer: 'Answer in English.',
    goOn: 'Go on exactly where you stopped, without repeating anything.',
    words:
      'hello hi thanks thank please how what why when where explain write me my is are the and to i you of do',
  },
  es: {
    answer: 'Responde en español.',
    goOn: 'Continúa exactamente donde te quedaste, sin repetir nada.',
    words:
      'hola gracias favor cómo qué por cuándo dónde explica explícame escribe cuánto es y el la los una al buenos días',
  },
  et: {
    answer: 'Vasta eesti keeles.',
    goOn: 'Jätka täpselt sealt, kus pooleli jäid, ilma midagi kordamata.',
    words:
      'tere aitäh palun kuidas mis miks millal kus selgita kirjuta kui palju mulle ma on ja see ei',
  },
  fi: {
    answer: 'Vastaa suomeksi.',
    goOn: 'Jatka täsmälleen siitä, mihin jäit, toistamatta mitään.',
    words:
      'hei moi kiitos ole hyvä miten mikä mitä miksi milloin missä selitä kirjoita paljonko minulle on ja se ei',
  },
  fr: {
    answer: 'Réponds en français.',
    goOn: 'Continue exactement là où tu t’es arrêté, sans rien répéter.',
    words:
      'bonjour salut merci comment quoi pourquoi quand où explique écris combien est et le la les une des je moi que qu à ça',
  },
  ga: {
    answer: 'Freagair i nGaeilge.',
    goOn: 'Lean ort go díreach ón áit ar stop tú, gan aon rud a rá arís.',
    words:
      'dia duit conas cad céard cén cathain cá mínigh scríobh mhéad raibh maith agat agus an na is tá níl bhfuil dom ann go le do ar a chuig sé sí atá mé tú',
  },
  hr: {
    answer: 'Odgovaraj na hrvatskom.',
    goOn: 'Nastavi točno ondje gdje si stao, bez ponavljanja.',
    words:
      'bok hvala molim kako što zašto kada gdje objasni napiši napisati koliko mi je i to se na dobar dan životopis pismo',
  },
  hu: {
    answer: 'Válaszolj magyarul.',
    goOn: 'Folytasd pontosan ott, ahol abbahagytad, ismétlés nélkül.',
    words:
      'szia köszönöm kérem kérlek hogyan mi mit miért mikor hol magyarázd írj mennyibe nekem az a és egy nem jó napot',
  },
  it: {
    answer: 'Rispondi in italiano.',
    goOn: 'Continua esattamente da dove ti sei fermato, senza ripetere nulla.',
    words:
      'ciao grazie prego come che cosa perché quando dove spiega spiegami scrivi quanto è e il la lo gli una al buongiorno',
  },
  lt: {
    answer: 'Atsakyk lietuviškai.',
    goOn: 'Tęsk tiksliai nuo ten, kur sustojai, nieko nekartodamas.',
    words:
      'labas ačiū prašau kaip kas kodėl kada kur paaiškink parašyk kiek man yra ir tai ne laba diena',
  },
  lv: {
    answer: 'Atbildi latviešu valodā.',
    goOn: 'Turpini tieši tur, kur apstājies, neko neatkārtojot.',
    words:
      'sveiki paldies lūdzu kā kas kāpēc kad kur paskaidro uzraksti cik man ir un tas labdien nav',
  },
  mt: {
    answer: 'Wieġeb bil-Malti.',
    goOn: 'Kompli eżatt minn fejn waqaft, mingħajr ma tirrepeti xejn.',
    words:
      'bonġu grazzi jekk jogħġbok kif x’inhu x’inhi x’inhuma x’ għaliex meta fejn spjega spjegali ikteb nikteb kemm tiswa u il l li hija huwa ta tal lill fil ma dan din għal il-kunsill',
  },
  nl: {
    answer: 'Antwoord in het Nederlands.',
    goOn: 'Ga precies verder waar je was gebleven, zonder iets te herhalen.',
    words:
      'hallo hoi bedankt dank alsjeblieft hoe wat waarom wanneer waar leg uit schrijf hoeveel mij ik is en het de een niet aan',
  },
  pl: {
    answer: 'Odpowiadaj po polsku.',
    goOn: 'Kontynuuj dokładnie od miejsca, w którym przerwano, niczego nie powtarzając.',
    words:
      'cześć dziękuję dzięki proszę jak co dlaczego kiedy gdzie wyjaśnij napisz ile mi jest i to się do nie czym dzień dobry',
  },
  pt: {
    answer: 'Responde em português.',
    goOn: 'Continua exatamente onde paraste, sem repetir nada.',
    words:
      'olá obrigado obrigada favor como que porquê quando onde explica escreve quanto é e um uma à ao não bom dia',
  },
  ro: {
    answer: 'Răspunde în română.',
    goOn: 'Continuă exact de unde te-ai oprit, fără să repeți nimic.',
    words:
      'salut bună mulțumesc rog cum ce de când unde explică explică-mi scrie cât este și un o către nu ziua',
  },
  sk: {
    answer: 'Odpovedaj po slovensky.',
    goOn: 'Pokračuj presne tam, kde si skončil, a nič neopakuj.',
    words:
      'ahoj ďakujem vďaka prosím ako čo prečo kedy kde vysvetli napíš koľko mi je a to som ktorý dobrý deň',
  },
  sl: {
    answer: 'Odgovarjaj v slovenščini.',
    goOn: 'Nadaljuj natanko tam, kjer si končal, brez ponavljanja.',
    words:
      'živjo zdravo hvala prosim kako kaj zakaj kdaj kje razloži napiši koliko mi je in to se dober dan',
  },
  sv: {
    answer: 'Svara på svenska.',
    goOn: 'Fortsätt exakt där du slutade, utan att upprepa något.',
    words:
      'hej tack snälla hur vad varför när var förklara skriv mycket mig jag är det och inte ett av',
  },
}
