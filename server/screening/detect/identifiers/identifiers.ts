import { EASTERN } from './east.ts'
import type { Identifier } from './identifier.ts'
import { NORTHERN } from './north.ts'
import { SOUTHERN } from './south.ts'
import { WESTERN } from './west.ts'

/** The identifiers that the 27 countries of the EU give to people. */
export const IDENTIFIERS: readonly Identifier[] = [...WESTERN, ...SOUTHERN, ...NORTHERN, ...EASTERN]
