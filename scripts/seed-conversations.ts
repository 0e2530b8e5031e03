/** A believable week of a European administration: what its staff ask, each in their own language. */
export interface SeedConversation {
  /** BCP 47. */
  lang: string
  title: string
  questions: string[]
}

export const SEED_CONVERSATIONS: SeedConversation[] = [
  {
    lang: 'fr',
    title: 'Réponse à un usager mécontent',
    questions: [
      'Rédige une réponse courte et polie à un usager qui attend sa carte d’identité depuis six semaines.',
      'Plus simple, s’il te plaît : phrases courtes, aucun jargon.',
    ],
  },
  {
    lang: 'de',
    title: 'Besprechung zusammenfassen',
    questions: [
      'Fasse in drei Stichpunkten zusammen, worauf man bei der Einführung elektronischer Akten achten sollte.',
      'Welche Frist gilt für eine Auskunft nach Artikel 15 DSGVO?',
    ],
  },
  {
    lang: 'es',
    title: 'Horario de la biblioteca',
    questions: ['Escribe un aviso breve: la biblioteca municipal cierra el lunes por obras.'],
  },
  {
    lang: 'pl',
    title: 'Wniosek o dofinansowanie',
    questions: ['Jakie dokumenty zwykle trzeba dołączyć do wniosku o dofinansowanie z gminy?'],
  },
  {
    lang: 'it',
    title: 'Tabella dei costi',
    questions: [
      'Fammi una tabella con tre colonne (voce, importo, scadenza) per il bilancio di una piccola festa di paese.',
    ],
  },
  {
    lang: 'nl',
    title: 'Uitnodiging bewonersavond',
    questions: ['Schrijf een uitnodiging voor een bewonersavond over de nieuwe fietsstraat.'],
  },
  {
    lang: 'pt',
    title: 'Explicar um imposto',
    questions: ['Explica em linguagem simples o que é o IMI e quem o paga.'],
  },
  {
    lang: 'el',
    title: 'Ανακοίνωση για την ύδρευση',
    questions: ['Γράψε μια σύντομη ανακοίνωση: διακοπή νερού την Τρίτη από τις 9 έως τις 13.'],
  },
  {
    lang: 'bg',
    title: 'Писмо до училище',
    questions: ['Напиши учтиво писмо до директора на училище с молба за среща.'],
  },
  {
    lang: 'sv',
    title: 'Kod för datum',
    questions: ['Visa en kort Python-funktion som räknar arbetsdagar mellan två datum.'],
  },
  {
    lang: 'ga',
    title: 'Fógra poiblí',
    questions: ['Scríobh fógra gearr: beidh an oifig dúnta Dé hAoine.'],
  },
  {
    lang: 'cs',
    title: 'Překlad pozvánky',
    questions: ['Přelož do češtiny: “The town hall invites you to the open day on 9 May.”'],
  },
  {
    lang: 'ar',
    title: 'معلومات للوافدين الجدد',
    questions: ['ما الوثائق التي أحتاجها لتسجيل عنواني في البلدية؟'],
  },
  {
    lang: 'en',
    title: 'Release notes for the portal',
    questions: [
      'Turn this into two sentences for citizens: forms now save drafts, and sign-in works with eIDAS.',
    ],
  },
]
