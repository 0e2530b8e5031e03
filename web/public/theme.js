// The page's policy lets no text become script. Workers of our own are the one exception.
globalThis.trustedTypes?.createPolicy('default', {
  createScriptURL: (url) => {
    const { origin, pathname } = new URL(url, location.href)
    const isOwn = pathname.startsWith('/assets/') || pathname === '/service-worker.js'
    return origin === location.origin && isOwn ? url : null
  },
})

// Runs before the first paint, so that an explicit choice of light or dark never flashes. No choice: the system decides in CSS.
try {
  const theme = localStorage.getItem('galerne.theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // Storage is blocked: the system's choice stands.
}
