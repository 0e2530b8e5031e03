// oxlint-disable import/no-unassigned-import -- each defines macros where Temml looks for them, in this order
import './temml-global.ts'
import 'temml/contrib/texvc/texvc.js'
import 'temml/contrib/physics/physics.js'
import temml from 'temml/temml.js'

/** What Temml's own file has, but for chemistry, which is a sixth of it: `loadChemistry`. */
export { temml }

/** A formula with what only chemistry defines. */
export const CHEMISTRY = /\\(?:ce|pu|(?:uni|tri|triple)Dash)(?![a-z])/

let chemistry: Promise<void> | undefined

/** Defines `\ce` and `\pu`; where that cannot be loaded, their formulas stay as they were written, until the next one. */
export function loadChemistry(): Promise<void> {
  chemistry ??= (async () => {
    try {
      await import('temml/contrib/mhchem/mhchem.js')
    } catch {
      chemistry = undefined
    }
  })()
  return chemistry
}
