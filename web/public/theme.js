// zod, which checks what the server sends, tries `new Function` as soon as a schema is made; the page's policy forbids and reports
// that. Said here because nothing of the bundle is sure to run before a schema does.
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } })

// The page's policy lets no text become script. Workers of our own build are the one exception.
globalThis.trustedTypes?.createPolicy('default', {
  createScriptURL: (url) => {
    const { origin, pathname } = new URL(url, location.href)
    return origin === location.origin && pathname.startsWith('/assets/') ? url : null
  },
})

// Runs before the first paint, so that an explicit choice of light or dark never flashes. No choice: the system decides in CSS.
try {
  const theme = localStorage.getItem('galerne.theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // Storage is blocked: the system's choice stands.
}
