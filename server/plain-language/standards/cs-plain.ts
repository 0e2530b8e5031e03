import { PLAIN_CHECKS, type Standard } from './standard.ts'

export const csPlain: Standard = {
  id: 'cs-plain',
  lang: 'cs',
  name: 'Srozumitelný úřední jazyk',
  level: 'plain',
  standing: 'general',
  source: 'ISO 24495-1:2023 Plain language; Veřejný ochránce práv: pravidla srozumitelného psaní',
  rules: [
    'Pište krátké věty: nejvýše 15 až 20 slov, jedna myšlenka na větu.',
    'Nejdůležitější napište na začátek: co má čtenář udělat a do kdy.',
    'Oslovujte čtenáře přímo: vykejte mu.',
    'Používejte činný rod: řekněte, kdo co dělá.',
    'Používejte běžná slova; odborný výraz a zkratku při prvním použití vysvětlete.',
    'Používejte slovesa místo podstatných jmen slovesných.',
    'Podmínky a kroky uveďte v seznamu.',
  ],
  checks: PLAIN_CHECKS,
}
