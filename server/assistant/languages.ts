/** One language as the assistant needs it. Adding a language is adding an entry. */
export interface Language {
  /** Says to a model, in that language, to answer in it. */
  answer: string
  /** What stays in its own language. */
  keep: string
  /** Says it again to a model that did not. */
  insist: string
  /** Short words of chats, lower case, that speak for this language where a few words are all there is. */
  words: string
}

/** The 24 official languages of the EU, by BCP 47 tag. */
export const LANGUAGES: Readonly<Record<string, Language>> = {
  bg: {
    answer: 'Отговаряй на български.',
    keep: 'Код, имена и цитати остават, каквито са.',
    insist:
      'Отговаряй само на български, дори въпросът, документите или предишните отговори да са на друг език.',
    words:
      'здравей здравейте благодаря моля какво защо кога къде обясни напиши колко ми на и е за са добър ден',
  },
  cs: {
    answer: 'Odpovídej česky.',
    keep: 'Kód, jména a citace zůstávají, jak jsou.',
    insist:
      'Odpovídej výhradně česky, i když jsou otázka, podklady nebo dřívější odpovědi v jiném jazyce.',
    words:
      'ahoj děkuji díky prosím jak co proč kdy kde vysvětli napiš kolik mi na je jsem který a to ano dobrý den',
  },
  da: {
    answer: 'Svar på dansk.',
    keep: 'Kode, navne og citater forbliver, som de er.',
    insist:
      'Svar udelukkende på dansk, også når spørgsmålet, materialet eller tidligere svar er på et andet sprog.',
    words:
      'hej tak venligst hvordan hvad hvorfor hvornår hvor forklar skriv et brev til mig jeg er det og ikke af',
  },
  de: {
    answer: 'Antworte auf Deutsch.',
    keep: 'Code, Namen und Zitate bleiben, wie sie sind.',
    insist:
      'Antworte ausschließlich auf Deutsch, auch wenn Frage, Unterlagen oder frühere Antworten in einer anderen Sprache sind.',
    words:
      'hallo danke bitte wie was warum wann wo erkläre erklär schreib schreibe ich mir ist und der die das ein nicht guten tag',
  },
  el: {
    answer: 'Απάντησε στα ελληνικά.',
    keep: 'Ο κώδικας, τα ονόματα και τα παραθέματα μένουν όπως είναι.',
    insist:
      'Απάντησε αποκλειστικά στα ελληνικά, ακόμη κι αν η ερώτηση, τα έγγραφα ή οι προηγούμενες απαντήσεις είναι σε άλλη γλώσσα.',
    words: 'γεια ευχαριστώ παρακαλώ πώς τι γιατί πότε πού εξήγησε γράψε πόσο μου είναι και το η ο',
  },
  en: {
    answer: 'Answer in English.',
    keep: 'Code, names and quotations stay as they are.',
    insist:
      'Answer only in English, even if the question, the documents or earlier answers are in another language.',
    words:
      'hello hi thanks thank please how what why when where explain write me my is are the and to i you of do',
  },
  es: {
    answer: 'Responde en español.',
    keep: 'El código, los nombres y las citas se quedan como están.',
    insist:
      'Responde únicamente en español, aunque la pregunta, los documentos o las respuestas anteriores estén en otro idioma.',
    words:
      'hola gracias favor cómo qué por cuándo dónde explica explícame escribe cuánto es y el la los una al buenos días',
  },
  et: {
    answer: 'Vasta eesti keeles.',
    keep: 'Kood, nimed ja tsitaadid jäävad nii, nagu need on.',
    insist:
      'Vasta ainult eesti keeles, ka siis, kui küsimus, materjalid või varasemad vastused on teises keeles.',
    words:
      'tere aitäh palun kuidas mis miks millal kus selgita kirjuta kui palju mulle ma on ja see ei',
  },
  fi: {
    answer: 'Vastaa suomeksi.',
    keep: 'Koodi, nimet ja lainaukset jätetään ennalleen.',
    insist:
      'Vastaa ainoastaan suomeksi, vaikka kysymys, aineisto tai aiemmat vastaukset olisivat muulla kielellä.',
    words:
      'hei moi kiitos ole hyvä miten mikä mitä miksi milloin missä selitä kirjoita paljonko minulle on ja se ei',
  },
  fr: {
    answer: 'Réponds en français.',
    keep: 'Le code, les noms et les citations restent tels quels.',
    insist:
      'Réponds uniquement en français, même si la question, les documents ou les réponses précédentes sont dans une autre langue.',
    words:
      'bonjour salut merci comment quoi pourquoi quand où explique écris combien est et le la les une des je moi que qu à ça',
  },
  ga: {
    answer: 'Freagair i nGaeilge.',
    keep: 'Fágtar cód, ainmneacha agus athfhriotail mar atá siad.',
    insist:
      'Freagair i nGaeilge amháin, fiú má tá an cheist, na doiciméid nó na freagraí roimhe seo i dteanga eile.',
    words:
      'dia duit conas cad céard cén cathain cá mínigh scríobh mhéad raibh maith agat agus an na is tá níl bhfuil dom ann go le do ar a chuig sé sí atá mé tú',
  },
  hr: {
    answer: 'Odgovaraj na hrvatskom.',
    keep: 'Kôd, imena i navodi ostaju kakvi jesu.',
    insist:
      'Odgovaraj isključivo na hrvatskom, čak i ako su pitanje, dokumenti ili raniji odgovori na drugom jeziku.',
    words:
      'bok hvala molim kako što zašto kada gdje objasni napiši napisati koliko mi je i to se na dobar dan životopis pismo',
  },
  hu: {
    answer: 'Válaszolj magyarul.',
    keep: 'A kód, a nevek és az idézetek maradjanak, ahogy vannak.',
    insist:
      'Kizárólag magyarul válaszolj, akkor is, ha a kérdés, az anyagok vagy a korábbi válaszok más nyelvűek.',
    words:
      'szia köszönöm kérem kérlek hogyan mi mit miért mikor hol magyarázd írj mennyibe nekem az a és egy nem jó napot',
  },
  it: {
    answer: 'Rispondi in italiano.',
    keep: 'Codice, nomi e citazioni restano come sono.',
    insist:
      'Rispondi esclusivamente in italiano, anche se la domanda, i documenti o le risposte precedenti sono in un’altra lingua.',
    words:
      'ciao grazie prego come che cosa perché quando dove spiega spiegami scrivi quanto è e il la lo gli una al buongiorno',
  },
  lt: {
    answer: 'Atsakyk lietuviškai.',
    keep: 'Kodas, vardai ir citatos lieka tokie, kokie yra.',
    insist:
      'Atsakyk tik lietuviškai, net jei klausimas, dokumentai ar ankstesni atsakymai yra kita kalba.',
    words:
      'labas ačiū prašau kaip kas kodėl kada kur paaiškink parašyk kiek man yra ir tai ne laba diena',
  },
  lv: {
    answer: 'Atbildi latviešu valodā.',
    keep: 'Kods, vārdi un citāti paliek tādi, kādi tie ir.',
    insist:
      'Atbildi tikai latviešu valodā, arī tad, ja jautājums, dokumenti vai iepriekšējās atbildes ir citā valodā.',
    words:
      'sveiki paldies lūdzu kā kas kāpēc kad kur paskaidro uzraksti cik man ir un tas labdien nav',
  },
  mt: {
    answer: 'Wieġeb bil-Malti.',
    keep: 'Il-kodiċi, l-ismijiet u l-kwotazzjonijiet jibqgħu kif inhuma.',
    insist:
      'Wieġeb bil-Malti biss, anki jekk il-mistoqsija, id-dokumenti jew it-tweġibiet ta’ qabel huma b’lingwa oħra.',
    words:
      'bonġu grazzi jekk jogħġbok kif x’inhu x’inhi x’inhuma x’ għaliex meta fejn spjega spjegali ikteb nikteb kemm tiswa u il l li hija huwa ta tal lill fil ma dan din għal il-kunsill',
  },
  nl: {
    answer: 'Antwoord in het Nederlands.',
    keep: 'Code, namen en citaten blijven zoals ze zijn.',
    insist:
      'Antwoord uitsluitend in het Nederlands, ook als de vraag, de documenten of eerdere antwoorden in een andere taal zijn.',
    words:
      'hallo hoi bedankt dank alsjeblieft hoe wat waarom wanneer waar leg uit schrijf hoeveel mij ik is en het de een niet aan',
  },
  pl: {
    answer: 'Odpowiadaj po polsku.',
    keep: 'Kod, nazwy i cytaty pozostają bez zmian.',
    insist:
      'Odpowiadaj wyłącznie po polsku, nawet jeśli pytanie, dokumenty lub wcześniejsze odpowiedzi są w innym języku.',
    words:
      'cześć dziękuję dzięki proszę jak co dlaczego kiedy gdzie wyjaśnij napisz ile mi jest i to się do nie czym dzień dobry',
  },
  pt: {
    answer: 'Responde em português.',
    keep: 'O código, os nomes e as citações ficam como estão.',
    insist:
      'Responde exclusivamente em português, mesmo que a pergunta, os documentos ou as respostas anteriores estejam noutra língua.',
    words:
      'olá obrigado obrigada favor como que porquê quando onde explica escreve quanto é e um uma à ao não bom dia',
  },
  ro: {
    answer: 'Răspunde în română.',
    keep: 'Codul, numele și citatele rămân așa cum sunt.',
    insist:
      'Răspunde numai în română, chiar dacă întrebarea, documentele sau răspunsurile anterioare sunt în altă limbă.',
    words:
      'salut bună mulțumesc rog cum ce de când unde explică explică-mi scrie cât este și un o către nu ziua',
  },
  sk: {
    answer: 'Odpovedaj po slovensky.',
    keep: 'Kód, mená a citáty zostávajú, ako sú.',
    insist:
      'Odpovedaj výlučne po slovensky, aj keď sú otázka, podklady alebo skoršie odpovede v inom jazyku.',
    words:
      'ahoj ďakujem vďaka prosím ako čo prečo kedy kde vysvetli napíš koľko mi je a to som ktorý dobrý deň',
  },
  sl: {
    answer: 'Odgovarjaj v slovenščini.',
    keep: 'Koda, imena in navedki ostanejo, kakršni so.',
    insist:
      'Odgovarjaj izključno v slovenščini, tudi če so vprašanje, dokumenti ali prejšnji odgovori v drugem jeziku.',
    words:
      'živjo zdravo hvala prosim kako kaj zakaj kdaj kje razloži napiši koliko mi je in to se dober dan',
  },
  sv: {
    answer: 'Svara på svenska.',
    keep: 'Kod, namn och citat lämnas som de är.',
    insist:
      'Svara enbart på svenska, även om frågan, underlagen eller tidigare svar är på ett annat språk.',
    words:
      'hej tack snälla hur vad varför när var förklara skriv mycket mig jag är det och inte ett av',
  },
}
