import temml from 'temml/temml.js'

// Temml's additions look for it here; import this before them.
Object.assign(globalThis, { temml })
