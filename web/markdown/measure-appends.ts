import type { MarkdownPage } from './markdown-page.tsx'

/** Draws a text that grows by `step` characters a frame: for each append, milliseconds of rendering and layout. */
export async function measureAppends(
  page: Pick<MarkdownPage, 'draw' | 'clear'>,
  text: string,
  step: number,
): Promise<number[]> {
  page.clear()
  const times: number[] = []
  for (let end = step; end < text.length + step; end += step) {
    const start = performance.now()
    page.draw(text.slice(0, end), end < text.length)
    document.querySelector('main')?.getBoundingClientRect()
    times.push(performance.now() - start)
    await new Promise((resolve) => requestAnimationFrame(resolve))
  }
  return times
}
