import { bgPlain } from './bg-plain.ts'
import { csPlain } from './cs-plain.ts'
import { daPlain } from './da-plain.ts'
import { deLeichteSprache } from './de-leichte-sprache.ts'
import { deEinfacheSprache } from './de-einfache-sprache.ts'
import { deBuergernah } from './de-buergernah.ts'
import { elPlain } from './el-plain.ts'
import { enPlain } from './en-plain.ts'
import { enEasyRead } from './en-easy-read.ts'
import { esClaro } from './es-claro.ts'
import { esLecturaFacil } from './es-lectura-facil.ts'
import { etPlain } from './et-plain.ts'
import { etEasy } from './et-easy.ts'
import { fiSelkea } from './fi-selkea.ts'
import { fiSelkokieli } from './fi-selkokieli.ts'
import { frClair } from './fr-clair.ts'
import { frFalc } from './fr-falc.ts'
import { gaPlain } from './ga-plain.ts'
import { hrPlain } from './hr-plain.ts'
import { hrEasy } from './hr-easy.ts'
import { huPlain } from './hu-plain.ts'
import { huEasy } from './hu-easy.ts'
import { itSemplice } from './it-semplice.ts'
import { itFacile } from './it-facile.ts'
import { ltPlain } from './lt-plain.ts'
import { ltEasy } from './lt-easy.ts'
import { lvPlain } from './lv-plain.ts'
import { lvEasy } from './lv-easy.ts'
import { mtPlain } from './mt-plain.ts'
import { nlB1 } from './nl-b1.ts'
import { nlTaalVoorAllemaal } from './nl-taal-voor-allemaal.ts'
import { plProsty } from './pl-prosty.ts'
import { plEtr } from './pl-etr.ts'
import { ptClara } from './pt-clara.ts'
import { ptLeituraFacil } from './pt-leitura-facil.ts'
import { roPlain } from './ro-plain.ts'
import { skPlain } from './sk-plain.ts'
import { skEasy } from './sk-easy.ts'
import { slPlain } from './sl-plain.ts'
import { slLahkoBranje } from './sl-lahko-branje.ts'
import { svKlarsprak } from './sv-klarsprak.ts'
import { svLattlast } from './sv-lattlast.ts'
import type { Standard } from './standard.ts'

/** All that there are, by language and name. One more is one more file, and its line here. */
export const STANDARDS: readonly Standard[] = [
  bgPlain,
  csPlain,
  daPlain,
  deLeichteSprache,
  deEinfacheSprache,
  deBuergernah,
  elPlain,
  enPlain,
  enEasyRead,
  esClaro,
  esLecturaFacil,
  etPlain,
  etEasy,
  fiSelkea,
  fiSelkokieli,
  frClair,
  frFalc,
  gaPlain,
  hrPlain,
  hrEasy,
  huPlain,
  huEasy,
  itSemplice,
  itFacile,
  ltPlain,
  ltEasy,
  lvPlain,
  lvEasy,
  mtPlain,
  nlB1,
  nlTaalVoorAllemaal,
  plProsty,
  plEtr,
  ptClara,
  ptLeituraFacil,
  roPlain,
  skPlain,
  skEasy,
  slPlain,
  slLahkoBranje,
  svKlarsprak,
  svLattlast,
]

export function findStandard(id: string): Standard | undefined {
  return STANDARDS.find((standard) => standard.id === id)
}
