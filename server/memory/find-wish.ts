/** How one says “remember” in the languages of the Union; what follows is what is to be remembered. */
const REMEMBER = [
  // bg
  'запомни(?:\\s+си)?|запомнете(?:\\s+си)?|помни',
  // cs, sk
  '(?:za)?pamatuj(?:te)?\\s+si|zapamätaj(?:te)?\\s+si|pamätaj(?:te)?\\s+si',
  // da
  'husk',
  // de
  'merken?\\s+sie\\s+sich|merke?\\s+dir|behalten?\\s+sie|behalte',
  // el
  'θυμήσου|να\\s+θυμάσαι|θυμηθείτε|να\\s+θυμάστε',
  // en
  'remember|keep\\s+in\\s+mind',
  // es
  'recuerda|recuerde|acuérdate\\s+de|ten\\s+en\\s+cuenta',
  // et
  'jäta\\s+meelde|jätke\\s+meelde|pea\\s+meeles|pidage\\s+meeles',
  // fi
  'muista|muistakaa|pane\\s+muistiin',
  // fr
  'souviens-toi|souvenez-vous|retiens|retenez|mémorise|mémorisez|rappelle-toi|rappelez-vous',
  // ga
  'cuimhnigh(?:\\s+ar)?|meabhraigh|cuir\\s+i\\s+do\\s+chuimhne',
  // hr
  'zapamti|zapamtite',
  // hu
  'jegyezd\\s+meg|jegyezze\\s+meg|emlékezz\\s+arra|emlékezzen\\s+arra',
  // it
  'ricorda|ricordati|ricordi|si\\s+ricordi|tieni\\s+a\\s+mente',
  // lt
  'įsimink|įsiminkite|atsimink|atsiminkite|prisimink|prisiminkite',
  // lv
  'atceries|atcerieties|iegaumē|iegaumējiet',
  // mt
  'ftakar|ftakru|żomm\\s+f.moħħok',
  // nl
  'onthoud|onthoudt',
  // pl
  'zapamiętaj|pamiętaj|proszę\\s+zapamiętać',
  // pt
  'lembra-te|lembre-se|recorda|memoriza|memorize|toma\\s+nota',
  // ro
  'ține\\s+minte|țineți\\s+minte|amintește-ți|amintiți-vă|reține|rețineți',
  // sl
  'zapomni\\s+si|zapomnite\\s+si',
  // sv
  'kom\\s+ihåg|minns',
].join('|')

/** What may come before: a word of politeness; and after: the word that begins the clause. */
const PLEASE =
  'please|bitte|s.il (?:te|vous) pla[iî]t|por favor|per favore|prosím|proszę|prosim|molim|моля|παρακαλώ|vänligen|alstublieft|palun|lūdzu|prašau|le do thoil|te rog|vă rog|kérlek|kérem'
const THAT =
  'that|dass|daß|que|qu.|che|at|dat|att|że|že|da|ότι|πως|че|что|hogy|et|että|kad|ka|li|go|gur|că|на това, че'

const WISH = new RegExp(
  `^(?:(?:${PLEASE})[,\\s]+)?(?:${REMEMBER})(?=[\\s,:–—-])(?:[\\s,:–—-]+(?:${PLEASE})(?=[\\s,:]))?[\\s,:–—-]+(?:(?:${THAT})(?:\\s+|(?<=qu.)))?(.+)$`,
  'isu',
)

const MAX_LENGTH = 500

/**
 * What a person asks to be remembered, in their own words; undefined: they ask for nothing. Only a message that begins with it,
 * and is no longer than one thing to remember: what somebody pastes below a question is nobody's wish.
 */
export function findWish(message: string): string | undefined {
  const text = message.trim().normalize('NFC')
  if (text.length > MAX_LENGTH || /\n\s*\n/.test(text) || text.endsWith('?')) return undefined
  const wish = WISH.exec(text)?.[1]?.trim()
  return wish === undefined || wish.length < 3 ? undefined : wish
}
