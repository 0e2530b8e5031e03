export interface EvaluationPrompt {
  /** BCP 47: the language of the question, and so of the answer. */
  language: string
  languageName: string
  kind: 'greeting' | 'fact' | 'explanation' | 'rewriting' | 'task'
  text: string
}

const KINDS = ['greeting', 'fact', 'explanation', 'rewriting', 'task'] as const

/** Five prompts a language, in the order of KINDS; five different facts and tasks would measure luck, so they are alike. */
const FIVE_EACH: [language: string, name: string, texts: string[]][] = [
  [
    'en',
    'English',
    [
      'Hello! Who are you and what can you help me with?',
      'What is the capital of Portugal?',
      'Explain in two sentences why the sky is blue.',
      'Rewrite this politely: "Send me the documents now, I have no time to wait."',
      'Name three fruits and three vegetables as a list.',
    ],
  ],
  [
    'fr',
    'French',
    [
      'Bonjour ! Qui es-tu et comment peux-tu m’aider ?',
      'Quelle est la capitale du Portugal ?',
      'Explique en deux phrases pourquoi le ciel est bleu.',
      'Réécris poliment : « Envoyez-moi les documents maintenant, je n’ai pas le temps d’attendre. »',
      'Cite trois fruits et trois légumes sous forme de liste.',
    ],
  ],
  [
    'de',
    'German',
    [
      'Guten Tag! Wer bist du und wobei kannst du mir helfen?',
      'Was ist die Hauptstadt von Portugal?',
      'Erkläre in zwei Sätzen, warum der Himmel blau ist.',
      'Formuliere höflich um: „Schicken Sie mir sofort die Unterlagen, ich habe keine Zeit zu warten.“',
      'Nenne drei Obstsorten und drei Gemüsesorten als Liste.',
    ],
  ],
  [
    'es',
    'Spanish',
    [
      '¡Hola! ¿Quién eres y en qué puedes ayudarme?',
      '¿Cuál es la capital de Portugal?',
      'Explica en dos frases por qué el cielo es azul.',
      'Reescribe con cortesía: «Envíeme los documentos ahora, no tengo tiempo para esperar».',
      'Nombra tres frutas y tres verduras en forma de lista.',
    ],
  ],
  [
    'pl',
    'Polish',
    [
      'Dzień dobry! Kim jesteś i w czym możesz mi pomóc?',
      'Jakie miasto jest stolicą Portugalii?',
      'Wyjaśnij w dwóch zdaniach, dlaczego niebo jest niebieskie.',
      'Przeredaguj to uprzejmie: „Proszę natychmiast przysłać dokumenty, nie mam czasu czekać”.',
      'Wymień w formie listy trzy owoce i trzy warzywa.',
    ],
  ],
  [
    'it',
    'Italian',
    [
      'Ciao! Chi sei e in che cosa puoi aiutarmi?',
      'Qual è la capitale del Portogallo?',
      'Spiega in due frasi perché il cielo è blu.',
      'Riscrivi in modo cortese: «Mandatemi subito i documenti, non ho tempo di aspettare».',
      'Elenca tre frutti e tre verdure in forma di lista.',
    ],
  ],
  [
    'nl',
    'Dutch',
    [
      'Hallo! Wie ben je en waarmee kun je me helpen?',
      'Wat is de hoofdstad van Portugal?',
      'Leg in twee zinnen uit waarom de lucht blauw is.',
      'Herschrijf dit beleefd: "Stuur me nu de documenten, ik heb geen tijd om te wachten."',
      'Noem drie soorten fruit en drie soorten groente in een lijst.',
    ],
  ],
  [
    'pt',
    'Portuguese',
    [
      'Olá! Quem és tu e em que me podes ajudar?',
      'Qual é a capital de Portugal?',
      'Explica em duas frases porque é que o céu é azul.',
      'Reescreve de forma educada: «Envie-me os documentos agora, não tenho tempo para esperar.»',
      'Indica três frutas e três legumes em forma de lista.',
    ],
  ],
]

/** One question in each of the other official languages of the EU, to see which can be promised at all. */
const ONE_EACH: [language: string, name: string, text: string][] = [
  ['bg', 'Bulgarian', 'Кой град е столицата на Португалия и с какво е известен?'],
  ['cs', 'Czech', 'Které město je hlavním městem Portugalska a čím je známé?'],
  ['da', 'Danish', 'Hvilken by er Portugals hovedstad, og hvad er den kendt for?'],
  ['el', 'Greek', 'Ποια πόλη είναι η πρωτεύουσα της Πορτογαλίας και για τι είναι γνωστή;'],
  ['et', 'Estonian', 'Milline linn on Portugali pealinn ja mille poolest see on tuntud?'],
  ['fi', 'Finnish', 'Mikä kaupunki on Portugalin pääkaupunki ja mistä se tunnetaan?'],
  [
    'ga',
    'Irish',
    'Cén chathair í príomhchathair na Portaingéile agus cad chuige a bhfuil cáil uirthi?',
  ],
  ['hr', 'Croatian', 'Koji je grad glavni grad Portugala i po čemu je poznat?'],
  ['hu', 'Hungarian', 'Melyik város Portugália fővárosa, és miről ismert?'],
  ['lt', 'Lithuanian', 'Koks miestas yra Portugalijos sostinė ir kuo jis garsėja?'],
  ['lv', 'Latvian', 'Kura pilsēta ir Portugāles galvaspilsēta, un ar ko tā ir pazīstama?'],
  ['mt', 'Maltese', 'Liema belt hija l-kapitali tal-Portugall u għalxiex hija magħrufa?'],
  ['ro', 'Romanian', 'Care oraș este capitala Portugaliei și pentru ce este cunoscut?'],
  ['sk', 'Slovak', 'Ktoré mesto je hlavným mestom Portugalska a čím je známe?'],
  ['sl', 'Slovenian', 'Katero mesto je glavno mesto Portugalske in po čem je znano?'],
  ['sv', 'Swedish', 'Vilken stad är Portugals huvudstad och vad är den känd för?'],
]

/** Forty prompts in eight languages, then one in each of the sixteen others. */
export const EVALUATION_PROMPTS: EvaluationPrompt[] = [
  ...FIVE_EACH.flatMap(([language, languageName, texts]) =>
    texts.map((text, index) => ({ language, languageName, kind: KINDS[index] ?? 'task', text })),
  ),
  ...ONE_EACH.map(([language, languageName, text]) => {
    return { language, languageName, kind: 'fact' as const, text }
  }),
]
