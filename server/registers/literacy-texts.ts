import type { DocumentLang } from '#wire/document-languages.ts'

/** Which module this is: another number where what one has to know has changed. */
export const MODULE_ID = 'working-with-ai-1'
export const MODULE_MINUTES = 8

export interface LiteracyText {
  title: string
  lessons: { title: string; text: string[] }[]
  /** `right`: the number of the option that is. `hint`: what to read again, for whoever chose another. */
  questions: { id: string; question: string; options: string[]; right: number; hint: string }[]
}

const EN: LiteracyText = {
  title: 'Working with AI',
  lessons: [
    {
      title: 'What it does, and what it cannot',
      text: [
        'A language model continues text: word by word it writes what is likely. That is why it writes so fluently, and why it also writes fluently what is wrong.',
        'It has no access to the truth. It may invent laws, court rulings, sources, numbers and names, and sound just as sure as when it is right.',
      ],
    },
    {
      title: 'You remain responsible',
      text: [
        'Check what you use: facts against a source, numbers by your own sum, letters sentence by sentence.',
        'Before an answer goes to a citizen, ask for approval under the answer. Whoever approves answers for the text.',
      ],
    },
    {
      title: 'What may be entered',
      text: [
        'Enter only what the task needs. Leave names and numbers out where they do not matter.',
        'Raise the classification of a conversation when it is confidential: then only places that are allowed for it compute it.',
      ],
    },
    {
      title: 'People decide about people',
      text: [
        'Do not let AI decide about benefits, applications, performance or penalties, and do not let its suggestion decide either. Such uses are high risk and need approval first.',
        'Models repeat the prejudices of the texts that they learned from. Ask yourself whether the answer would be the same for everybody.',
      ],
    },
    {
      title: 'Say openly that it was AI',
      text: [
        'Texts that an AI wrote are labelled, and the label stays when you copy them. Readers can check a text on the page “Check a text”.',
        'Report what went wrong. A mistake that is known does less harm.',
      ],
    },
  ],
  questions: [
    {
      id: 'truth',
      question: 'The AI quotes a paragraph of a law, with its number. What do you do?',
      options: [
        'I use it: it sounds exact.',
        'I look it up in the law before I use it.',
        'I ask the AI whether it is sure.',
      ],
      right: 1,
      hint: 'Models invent sources and are just as sure of them. Only the source itself tells.',
    },
    {
      id: 'responsible',
      question: 'A letter that AI drafted contains a mistake. Who is responsible?',
      options: [
        'The maker of the model.',
        'Nobody: it was the AI.',
        'Whoever sends or approves the letter.',
      ],
      right: 2,
      hint: 'Whoever passes a text on answers for it.',
    },
    {
      id: 'data',
      question: 'You want a complaint summarised. What do you enter?',
      options: [
        'Only what the task needs, without names where they do not matter.',
        'The whole file, so that nothing is missing.',
        'Nothing: AI may never be used for complaints.',
      ],
      right: 0,
      hint: 'As little as the task needs; and raise the classification where it is confidential.',
    },
    {
      id: 'people',
      question: 'May AI rank applicants for a post?',
      options: [
        'Yes, if somebody looks at the list afterwards.',
        'Not unless this use has been assessed as high risk and approved.',
        'Yes, it has no prejudices.',
      ],
      right: 1,
      hint: 'Choosing applicants is high risk (AI Act, Annex III), even if it only recommends.',
    },
    {
      id: 'label',
      question: 'A text by AI goes to the public. What about the label?',
      options: [
        'It stays: readers are to know.',
        'I take it out: it looks better.',
        'It is needed only for pictures.',
      ],
      right: 0,
      hint: 'The AI Act demands openness (Article 50). The label goes along.',
    },
  ],
}

/** Also a draft by no native speaker: the state of web/locales. */
const DE: LiteracyText = {
  title: 'Mit KI arbeiten',
  lessons: [
    {
      title: 'Was sie tut, und was sie nicht kann',
      text: [
        'Ein Sprachmodell setzt Text fort: Wort für Wort schreibt es, was wahrscheinlich ist. Darum schreibt es so flüssig, und darum schreibt es auch Falsches flüssig.',
        'Zur Wahrheit hat es keinen Zugang. Es kann Gesetze, Urteile, Quellen, Zahlen und Namen erfinden und klingt dabei so sicher, wie wenn es recht hat.',
      ],
    },
    {
      title: 'Verantwortlich bleiben Sie',
      text: [
        'Prüfen Sie, was Sie verwenden: Tatsachen an einer Quelle, Zahlen durch eigenes Rechnen, Schreiben Satz für Satz.',
        'Bevor eine Antwort nach außen geht, bitten Sie unter der Antwort um Freigabe. Wer freigibt, steht für den Text ein.',
      ],
    },
    {
      title: 'Was eingegeben werden darf',
      text: [
        'Geben Sie nur ein, was die Aufgabe braucht. Lassen Sie Namen und Nummern weg, wo es auf sie nicht ankommt.',
        'Stufen Sie ein Gespräch höher ein, wenn es vertraulich ist: Dann rechnen nur Orte, die dafür zugelassen sind.',
      ],
    },
    {
      title: 'Über Menschen entscheiden Menschen',
      text: [
        'Lassen Sie KI nicht über Leistungen, Bewerbungen, Beurteilungen oder Strafen entscheiden, auch nicht durch ihren Vorschlag. Solche Anwendungen haben ein hohes Risiko und müssen zuerst genehmigt werden.',
        'Modelle wiederholen die Vorurteile der Texte, aus denen sie gelernt haben. Fragen Sie sich, ob die Antwort für alle dieselbe wäre.',
      ],
    },
    {
      title: 'Offen sagen, dass es KI war',
      text: [
        'Texte einer KI sind gekennzeichnet, und die Kennzeichnung bleibt, wenn Sie sie kopieren. Wer sie liest, kann sie auf der Seite „Einen Text prüfen“ prüfen.',
        'Melden Sie, was schiefgegangen ist. Ein bekannter Fehler schadet weniger.',
      ],
    },
  ],
  questions: [
    {
      id: 'truth',
      question: 'Die KI nennt den Paragrafen eines Gesetzes mit Nummer. Was tun Sie?',
      options: [
        'Ich verwende ihn: Er klingt genau.',
        'Ich schlage im Gesetz nach, bevor ich ihn verwende.',
        'Ich frage die KI, ob sie sicher ist.',
      ],
      right: 1,
      hint: 'Modelle erfinden Quellen und sind sich ihrer ebenso sicher. Nur die Quelle selbst gibt Auskunft.',
    },
    {
      id: 'responsible',
      question:
        'In einem Schreiben, das KI entworfen hat, steht ein Fehler. Wer ist verantwortlich?',
      options: [
        'Der Hersteller des Modells.',
        'Niemand: Es war die KI.',
        'Wer das Schreiben versendet oder freigibt.',
      ],
      right: 2,
      hint: 'Wer einen Text weitergibt, steht für ihn ein.',
    },
    {
      id: 'data',
      question: 'Sie möchten eine Beschwerde zusammenfassen lassen. Was geben Sie ein?',
      options: [
        'Nur, was die Aufgabe braucht, ohne Namen, wo es auf sie nicht ankommt.',
        'Die ganze Akte, damit nichts fehlt.',
        'Nichts: Für Beschwerden darf KI nie verwendet werden.',
      ],
      right: 0,
      hint: 'So wenig, wie die Aufgabe braucht; und Vertrauliches höher einstufen.',
    },
    {
      id: 'people',
      question: 'Darf KI Bewerbende für eine Stelle in eine Reihenfolge bringen?',
      options: [
        'Ja, wenn danach jemand auf die Liste schaut.',
        'Nur, wenn diese Anwendung als hohes Risiko eingeschätzt und genehmigt ist.',
        'Ja, sie hat keine Vorurteile.',
      ],
      right: 1,
      hint: 'Bewerbende auszuwählen ist hohes Risiko (KI-Verordnung, Anhang III), auch wenn nur empfohlen wird.',
    },
    {
      id: 'label',
      question: 'Ein Text einer KI geht an die Öffentlichkeit. Was ist mit der Kennzeichnung?',
      options: [
        'Sie bleibt: Wer liest, soll es wissen.',
        'Ich nehme sie heraus: Es sieht besser aus.',
        'Nötig ist sie nur bei Bildern.',
      ],
      right: 0,
      hint: 'Die KI-Verordnung verlangt Offenheit (Artikel 50). Die Kennzeichnung geht mit.',
    },
  ],
}

const FR: LiteracyText = {
  title: 'Travailler avec l’IA',
  lessons: [
    {
      title: 'Ce qu’elle fait, et ce qu’elle ne peut pas',
      text: [
        'Un modèle de langage prolonge un texte : mot après mot, il écrit ce qui est probable. C’est pourquoi il écrit si bien, et pourquoi il écrit tout aussi bien ce qui est faux.',
        'Il n’a pas accès à la vérité. Il peut inventer des lois, des jugements, des sources, des chiffres et des noms, avec la même assurance que lorsqu’il a raison.',
      ],
    },
    {
      title: 'Vous restez responsable',
      text: [
        'Vérifiez ce que vous utilisez : les faits à la source, les chiffres par votre propre calcul, les courriers phrase par phrase.',
        'Avant qu’une réponse ne parte vers un usager, demandez sa validation sous la réponse. Qui valide répond du texte.',
      ],
    },
    {
      title: 'Ce qui peut être saisi',
      text: [
        'Ne saisissez que ce que la tâche exige. Omettez noms et numéros lorsqu’ils n’importent pas.',
        'Relevez la classification d’une conversation confidentielle : seuls les lieux autorisés pour elle la calculent alors.',
      ],
    },
    {
      title: 'Ce sont des personnes qui décident de personnes',
      text: [
        'Ne laissez pas l’IA décider de prestations, de candidatures, d’évaluations ou de sanctions, pas même par sa proposition. De tels usages sont à haut risque et doivent d’abord être approuvés.',
        'Les modèles répètent les préjugés des textes dont ils ont appris. Demandez-vous si la réponse serait la même pour tous.',
      ],
    },
    {
      title: 'Dire ouvertement que c’était une IA',
      text: [
        'Les textes d’une IA sont signalés, et la mention reste quand vous les copiez. Qui les lit peut les vérifier sur la page « Vérifier un texte ».',
        'Signalez ce qui s’est mal passé. Une erreur connue nuit moins.',
      ],
    },
  ],
  questions: [
    {
      id: 'truth',
      question: 'L’IA cite un article de loi, avec son numéro. Que faites-vous ?',
      options: [
        'Je l’utilise : il paraît exact.',
        'Je le vérifie dans la loi avant de l’utiliser.',
        'Je demande à l’IA si elle en est sûre.',
      ],
      right: 1,
      hint: 'Les modèles inventent des sources avec la même assurance. Seule la source renseigne.',
    },
    {
      id: 'responsible',
      question: 'Un courrier rédigé par l’IA contient une erreur. Qui est responsable ?',
      options: [
        'Le fabricant du modèle.',
        'Personne : c’était l’IA.',
        'Qui envoie ou valide le courrier.',
      ],
      right: 2,
      hint: 'Qui transmet un texte en répond.',
    },
    {
      id: 'data',
      question: 'Vous voulez faire résumer une réclamation. Que saisissez-vous ?',
      options: [
        'Seulement ce que la tâche exige, sans les noms lorsqu’ils n’importent pas.',
        'Tout le dossier, pour que rien ne manque.',
        'Rien : l’IA n’est jamais permise pour les réclamations.',
      ],
      right: 0,
      hint: 'Aussi peu que la tâche l’exige ; et relevez la classification si c’est confidentiel.',
    },
    {
      id: 'people',
      question: 'L’IA peut-elle classer les candidats à un poste ?',
      options: [
        'Oui, si quelqu’un regarde ensuite la liste.',
        'Seulement si cet usage a été évalué comme à haut risque et approuvé.',
        'Oui, elle n’a pas de préjugés.',
      ],
      right: 1,
      hint: 'Choisir des candidats est à haut risque (règlement sur l’IA, annexe III), même pour une simple recommandation.',
    },
    {
      id: 'label',
      question: 'Un texte d’une IA part vers le public. Qu’en est-il de la mention ?',
      options: [
        'Elle reste : les lecteurs doivent le savoir.',
        'Je l’enlève : c’est plus joli.',
        'Elle n’est nécessaire que pour les images.',
      ],
      right: 0,
      hint: 'Le règlement sur l’IA exige la transparence (article 50). La mention suit.',
    },
  ],
}

export const LITERACY: Readonly<Record<DocumentLang, LiteracyText>> = { en: EN, de: DE, fr: FR }
