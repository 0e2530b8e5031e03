import { foldWord } from './fold.ts'

/**
 * The endings that words take in each of the EU's languages, folded as fold.ts does: the longest is cut off. Light on purpose,
 * as light stemmers of the literature are (Savoy 2006): what inflects nouns and adjectives, and the commonest of verbs. What
 * changes inside a stem (Finnish gradation, Maltese plurals) is left.
 */
const ENDINGS: Readonly<Record<string, string>> = {
  bg: 'а я ъ о е и у та то те ът ят ия иа иат иите ите ния овете ове ета ото ата ове еве еи еите ам аме ат ете ен ане ание ания анията',
  cs: 'a e i o u y em um am ou ech ach ich ych ami emi imi ymi ove ovi eho emu ho mu ata atum ach im ym ama ty te eni ani il al ila ala ily aly',
  da: 'e s en et er es ere ene erne ens ets ers ernes enes erens ede et te ende else elser elsen',
  de: 'e s n en er em es ern ens end ende enden ender endes ung ungen est t et te ten',
  el: 'α ε η ι ο υ ω ος ου ον οι ων ους εσ ας ες ης αι ει εις ια ιας ιες ιων ιο ιου ιος ιοι μα ματα ματος ματων ματικα ση σης σεις σεων αμε ετε ουν ει',
  en: 's es ed ing ings ies y ied er ers ly ly',
  es: 's a o e as os es ar er ir ado ada ados adas ido ida idos idas ando iendo aron ieron cion ciones mente amos emos imos an en aba aban ara',
  et: 'a e i u d t s l n ud ude us te de le ga ta ks na ni st se lt sse dele dega test teks tena tele ide ides idega ist ile ilt isse ust use uste ustel ustes ma da b vad',
  fi: 'a i n t e ta tta n en in an on un ssa sta lla lta lle ksi na ina ja ia iden ien jen issa ista illa ilta ille iin een aan oon itta ine kin ko ni si nsa mme nne uksen ukset uksia us uksesta uksessa taan tiin in ja jat at et',
  fr: 's x e es er ee ees ez ent ons ait aient ant ante ants antes al aux ale ales eux euse tion tions ment ments ir it is ie ies',
  ga: 'a e i ai anna eanna acha eacha i ta te aithe tha the annai nna ra an in is aigh igh',
  hr: 'a e i o u om em am im ima ama ih og oga omu emu ov ev ovi evi ova eva ove eve ju oj ti la lo li ao ama ne no ni na nje nja njem',
  hu: 'a e i t k at et ot ak ek ok ban ben bol rol tol hoz hez nak nek val vel ra re on en an ert ig ba be nal nel ja je jat jet jai jei ai ei unk unk ok ek ul okat eket akat okban ekben okrol ekrol akrol es as os ott ett t tak tek ni',
  it: 'a e i o he hi io ia ie ii are ere ire ato ata ati ate ito ita iti ite uto uta uti ute ando endo mente zione zioni iamo ano ono ava',
  lt: 'a e i o u as is us ys ia io iu ai ui os es ios oje eje yje uje ose ese uose ams ems ims oms ais iais omis emis imis umis iams iai iu ius iuose iui iaus ei iai ti ta tas ti tos',
  lv: 'a e i o u s is us as es am ai os em im um iem ies ei u ija ijas iju ijam ija t ts ta tu ti tas iet at ot am an usi usa',
  mt: 'a i u at iet ijiet ejn u hom ha na kom a ija iji in ien t jiet ti',
  nl: 'e s en es er t ers eren tje tjes je jes de den te ten end ende ing ingen',
  pl: 'a e i o u y om ow em am ami ach ech owi owie ie ia iach iami iom ego emu ych ymi ym im imi ej ac ic ac al ala aly ani ane eni ania anie aniu',
  pt: 's a o e as os es ao oes aes cao coes ar er ir ado ada ados adas ido ida idos idas ando endo indo mente am em amos emos ava',
  ro: 'a e i u ul ului ii ilor le lui lor uri urile urilor ei elor ele ea ia ie iei iile iilor eaza at ata ati ate are ire ere eri erii area arii and ind esc este easca',
  sk: 'a e i o u y om em am ou ov och ach ich ych ami imi ymi ovi ove eho emu ho mu ata iam iach im ym mi te ti il al ila ala ili ali enie ania anie',
  sl: 'a e i o u om em am im ima ama ih ega emu oma ema ov ev ovi evi ova eva ah eh mi ju jo ti la lo li al il ila ala nje nja njem na ne no ni',
  sv: 'a e s n t an ar en er et or na as es arna erna orna arnas ernas ens ets ade at ande are ering eringen eringar',
}

/** Shorter, a stem says too little. */
const LEAST_STEM = 3
const LONGEST_ENDING = 7

const SETS = new Map(
  Object.entries(ENDINGS).map(([lang, endings]) => [
    lang,
    new Set(endings.split(' ').map(foldWord)),
  ]),
)

/** The languages whose words have stems here, BCP 47. */
export const STEMMED = [...SETS.keys()]

/** What the forms of a folded word have in common; the word itself where nothing is cut. `lang`: BCP 47, the region is not looked at. */
export function stemOf(word: string, lang: string): string {
  const language = lang.split('-')[0] ?? ''
  const endings = SETS.get(language)
  if (!endings || /\d/.test(word)) return word
  const bare = language === 'ga' ? withoutMutation(word) : word
  const stem = settle(cutLongest(bare, endings))
  return WITH_STEM_VOWEL.has(language) ? withoutVowel(stem) : stem
}

/** Where a vowel stands between the stem and many endings: linn, linna, linnas. */
const WITH_STEM_VOWEL: ReadonlySet<string> = new Set(['et', 'fi', 'hu'])

function withoutVowel(stem: string): string {
  return stem.length > LEAST_STEM ? settle(stem.replace(/[aeiouy]$/u, '')) : stem
}

function cutLongest(word: string, endings: ReadonlySet<string>): string {
  const most = Math.min(LONGEST_ENDING, word.length - LEAST_STEM)
  for (let length = most; length > 0; length -= 1) {
    if (endings.has(word.slice(-length))) return word.slice(0, -length)
  }
  return word
}

/** What an ending does to the letters before it: brief, brieven; man, mannen; umowa, umowie; banca, banche. */
function settle(stem: string): string {
  if (stem.length <= LEAST_STEM) return stem
  const single = stem.replace(/([^aeiouy\d])\1$/u, '$1')
  if (single.length <= LEAST_STEM) return single
  return single
    .replace(/v$/u, 'f')
    .replace(/z$/u, 's')
    .replace(/(?<=[^aeiou])h$/u, '')
    .replace(/i$/u, '')
}

/** Irish says what stands before a word at its beginning: an fhuinneog, i bhfuinneog. */
function withoutMutation(word: string): string {
  return word
    .replace(/^(?:bh(?=f)|m(?=b)|g(?=c)|n(?=[dg])|b(?=p)|d(?=t)|t-?(?=s)|h(?=[aeiou]))/u, '')
    .replace(/^([bcdfgmpst])h/u, '$1')
}
