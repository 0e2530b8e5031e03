// Runs before the first paint, so that an explicit choice of light or dark never flashes. No choice: the system decides in CSS.
try {
  const theme = localStorage.getItem('galerne.theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // Storage is blocked: the system's choice stands.
}
