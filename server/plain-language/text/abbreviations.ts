/** Abbreviations after which a sentence goes on, in lower case, each piece with its own full stop apart. By language. */
const ABBREVIATIONS: Readonly<Record<string, string>> = {
  bg: 'г чл ал т стр ул бл ет ап гр д-р проф напр вкл др тел',
  cs: 'např atd apod tj tzn resp popř č čl odst písm str tel ul sb mj tzv dr ing mgr bc kč cca vč max min',
  da: 'f eks fx bl a dvs osv nr stk kr ca kl tlf mht iht mv evt inkl ekskl pkt jf hhv dr maks min',
  de: 'z b d h u a o ä i v m s usw bzw ca nr art abs str tel st dr prof hr fr evtl ggf inkl zzgl max min mind bspw sog vgl ff bzgl jh lt gem geb bd kap ziff lit buchst mio mrd rd tsd dipl ing std exkl insb usf sen jun',
  el: 'π χ δηλ κ λπ αρ αριθ άρθρ παρ σελ τηλ ν οδ κος κα δρ κτλ βλ μ',
  en: 'e g i mr mrs ms dr prof st no nos art arts sec para paras p pp vs approx incl tel fig ref ext jr sr inc ltd dept vol ch cf al',
  es: 'p ej art arts sr sra sres dr dra núm nº pág págs tel av avda c ud uds vd vds etc apdo máx mín aprox incl prof ss d dª',
  et: 'nt jne vm st lk nr tel lg p tn pr u ca a sh jm dr',
  fi: 'esim ym jne mm ns ks nro puh s klo n eli os mom vs ts tri prof ent',
  fr: 'm mm mme mlle dr pr art al n p pp tél ex c-à-d etc av bd st ste env max min réf cf chap vol fig éd apr éts',
  ga: 'm sh uimh lch alt an tl srl dr',
  hr: 'npr itd sl tj čl st br str tel ul dr prof tzv odn god mil mlrd r',
  hu: 'pl stb ill kb sz tel u ún dr prof bek hsz ker em fszt min max ft old vö id özv',
  it: 'es art artt sig sigg dott avv ing prof n nn pag pagg tel p c co ecc l d lgs v vs ca cfr lett spett gent egr min max dr geom on all',
  lt: 'pvz str nr tel g pr al kt t y m d pan dr prof a k min žr vnt mln mlrd',
  lv: 'piem t i u c utt nr tel lpp g gs dr prof p pk sk red min max',
  mt: 'eċċ nru art tel eż p sur sinj dr prof ara',
  nl: 'bijv bv d w z o a m b t i v enz nr art tel str dr mr drs ing prof evt ca incl excl max min resp jl a s vgl lid dhr mevr mw',
  pl: 'np itd itp tj m in tzw nr art ust pkt poz dz u str tel ul al dr prof r w zł gr os pn ok min max godz św ww lit',
  pt: 'p ex art arts sr sra srs dr dra eng n nº pág págs tel av r etc al máx mín aprox exmo exma prof v cf',
  ro: 'nr art alin lit str bd tel dl dna dr prof pag ex etc ș a î e n bl sc ap jud aprox max min',
  sk: 'napr atď apod t j tzv resp č čl ods písm str tel ul mgr ing dr z cca max min príp',
  sl: 'npr itd ipd tj oz št čl odst str tel ul dr mag prof t i d o p min maks g ga ok',
  sv: 't ex bl a d v s osv m fl dvs nr st kl tel ca kr inkl exkl resp dr jfr kap max min o dyl f n p g a',
}

/** Languages that write `5.` for the fifth: a full stop after digits ends no sentence where a word in lower case or a month follows. */
const ORDINAL_STOP = new Set('bg cs da de et fi hr hu lv sk sl pl nb nn no sr tr'.split(' '))

const sets = new Map<string, ReadonlySet<string>>()

/** @param word What stands before the full stop, in lower case. */
export function isAbbreviation(word: string, lang: string): boolean {
  let known = sets.get(lang)
  if (!known) {
    known = new Set((ABBREVIATIONS[lang] ?? '').split(' '))
    sets.set(lang, known)
  }
  return known.has(word)
}

export function writesOrdinalsWithStop(lang: string): boolean {
  return ORDINAL_STOP.has(lang)
}
