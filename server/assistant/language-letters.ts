/** The letters of each Latin alphabet of the Union beyond a–z: another language's letter in a text speaks against it. */
const ALPHABETS: Readonly<Record<string, string>> = {
  cs: 'áčďéěíňóřšťúůýž',
  da: 'æøåé',
  de: 'äöüß',
  en: 'é',
  es: 'áéíóúñü',
  et: 'äõöüšž',
  fi: 'äöåšž',
  fr: 'àâæçéèêëîïôœùûüÿ',
  ga: 'áéíóú',
  hr: 'čćđšž',
  hu: 'áéíóöőúüű',
  it: 'àèéìòóù',
  lt: 'ąčęėįšųūž',
  lv: 'āčēģīķļņšūž',
  mt: 'àċèġħìòùż',
  nl: 'éëïöüáóèê',
  pl: 'ąćęłńóśźż',
  pt: 'áâãàçéêíóôõúü',
  ro: 'ăâîșțşţ',
  sk: 'áäčďéíĺľňóôŕšťúýž',
  sl: 'čšž',
  sv: 'åäöé',
}

/** Groups of letters that are frequent in one language and rare in its neighbours. */
const GROUPS: Readonly<Record<string, RegExp>> = {
  bg: /[ъщ]/g,
  cs: /[ěřů]/g,
  da: /[øæ]/g,
  de: /[ßäöü]/g,
  el: /\p{Script=Greek}/gu,
  en: /th|wh|ing\b/g,
  es: /[ñ¿¡]/g,
  et: /õ/g,
  fi: /yö|ää|äi|öi|uo|tä\b/g,
  fr: /[œêèçàùâî]|\b[ldjcnm]’|\bqu’/g,
  ga: /\bbhf|\bgc|\bmb|\bnd|\bdt|\bbp|[bcdfgmpst]h[aáeéiíoóuú]|igh\b|acht|[íéáóú]/g,
  hr: /[đć]|ij[ei]/g,
  hu: /[őű]|sz|gy|cs/g,
  it: /[èìò]|zion|gli|\b(?:dell|nell|all|un)’/g,
  lt: /[ėįųūą]/g,
  lv: /[āēīģķļņū]/g,
  mt: /[ħġċ]|\bx’|\b(?:i?l|it|id|is|in|ir|ix|tal|fil|bil|lill|għall)-/g,
  nl: /ij|[aeiou]{2}|sch/g,
  pl: /[łąęśźżńć]|sz|cz|rz/g,
  pt: /[ãõ]|ção|lh|nh|ões/g,
  ro: /[ășțîâ]/g,
  sk: /[ľĺŕôä]/g,
  sl: /[čšž]/g,
  sv: /[äöå]/g,
}

/** What words of the two languages look like that the statistics do not know. */
const LOOKS: Readonly<Record<string, RegExp>> = {
  ga: /^(?:bhf|gc|mb|nd|ng|dt|bp|ts)|^[bcdfgmpst]h[aáeéiíoóuú]|[aeo]í|ío|eá|éa|ói|ái|uí|igh$|acht|adh$|aigh|^h?[aeiou].*[áéíóú]|each$|ann$|ain$|úil$|eann|oir$/u,
  mt: /[ħġċ]|^x’|^(?:il|it|id|is|in|ir|ix|iz|iż|l|t|tal|tat|tan|fil|fit|bil|bl|lill|mill|għall|ta’|f’|b’|ma’)$|jj|ijiet$|zzjoni|ejn$|aw$|^j[ai]|^ni|^ti|xi/u,
}

const GROUP_WEIGHT = 0.15
const OWN_LETTER_WEIGHT = 0.6
const FOREIGN_LETTER_WEIGHT = 0.35
const LOOK_WEIGHT = 1.2

/** @param text lower case, NFC, with ’ for every apostrophe. `words` are those of the text. */
export function addLetters(
  text: string,
  words: readonly string[],
  add: (lang: string, score: number) => void,
): void {
  const length = Math.max(8, text.replaceAll(/\P{L}/gu, '').length)
  for (const [lang, group] of Object.entries(GROUPS)) {
    const count = text.match(group)?.length ?? 0
    if (count > 0) add(lang, GROUP_WEIGHT * Math.min(1, (6 * count) / length))
  }
  for (const letter of new Set(text.match(/[ß-žȘ-ț]/g))) {
    const owners = Object.keys(ALPHABETS).filter((lang) => ALPHABETS[lang]?.includes(letter))
    if (owners.length === 0) continue
    for (const lang of Object.keys(ALPHABETS)) {
      const isOwn = owners.includes(lang)
      add(lang, isOwn ? OWN_LETTER_WEIGHT / owners.length : -FOREIGN_LETTER_WEIGHT)
    }
  }
  for (const [lang, look] of Object.entries(LOOKS)) {
    const count = words.filter((word) => look.test(word)).length
    add(lang, (LOOK_WEIGHT * count) / Math.max(2, words.length))
  }
}
