// Temml's parts have no types of their own; its whole has: node_modules/temml/dist/temml.d.ts.

declare module 'temml/temml.js' {
  export { default } from 'temml'
}
declare module 'temml/contrib/mhchem/mhchem.js' {}
declare module 'temml/contrib/physics/physics.js' {}
declare module 'temml/contrib/texvc/texvc.js' {}
