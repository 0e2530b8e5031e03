import { ask, waitForEnd, type World } from '../../../test/e2e/world.ts'
import type { Row } from './rows.ts'

/** What would make a careless page call out. */
const TEXTS = [
  '![a](https://evil.example/a.png)',
  '![b][b]\n\n[b]: https://evil.example/b.png',
  '<img src="https://evil.example/c.png"><script src="https://evil.example/d.js"></script>',
  '<svg><image href="https://evil.example/e.png"/></svg><style>@import url(https://evil.example/f.css)</style>',
  '[click](https://evil.example/g) <https://evil.example/h> https://evil.example/i',
  '$$\\includegraphics{https://evil.example/j.png} \\href{https://evil.example/k}{x}$$',
  '```mermaid\ngraph TD\nA["<img src=https://evil.example/l.png>"] --> B\nclick A "https://evil.example/m"\n```',
  '| a |\n|---|\n| ![n](//evil.example/n.png) |',
]

/** Requests that drawing an answer causes: to others none, and to ourselves only code of our own. */
export async function measureHostileText(world: World): Promise<Row[]> {
  const { page, context } = await world.open()
  const found: string[] = []
  page.on('request', (request) => {
    const { origin, pathname } = new URL(request.url())
    const isOwn = origin === world.server.url && /^\/(api|assets|diagram|icon\.svg)/.test(pathname)
    if (!isOwn && !request.isNavigationRequest()) found.push(request.url())
  })
  await ask(page, `[[echo]] ${TEXTS.join('\n\n')}`)
  await waitForEnd(page)
  // A careless page has asked by then.
  await page.waitForTimeout(2000)
  await context.close()
  return [
    {
      what: `requests caused by drawing ${TEXTS.length} hostile texts`,
      result: found.length === 0 ? '0' : found.join(' '),
      goal: '0',
      isMet: found.length === 0,
    },
  ]
}
