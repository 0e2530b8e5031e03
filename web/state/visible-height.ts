/**
 * Keeps `--visible-height` at the height that the user really sees, so that a phone's keyboard never covers the message field.
 * Browsers that shrink the layout for the keyboard need none of this; Safari on iOS does not shrink it.
 */
export function trackVisibleHeight(window: Window): void {
  const { visualViewport, document } = window
  if (!visualViewport) return
  const update = () => {
    // Zoomed in by two fingers: the page keeps its size, the reader moves about in it.
    if (visualViewport.scale > 1.01) return
    document.documentElement.style.setProperty('--visible-height', `${visualViewport.height}px`)
    if (visualViewport.offsetTop > 0) window.scrollTo(0, 0)
  }
  visualViewport.addEventListener('resize', update)
  visualViewport.addEventListener('scroll', update)
  update()
}
