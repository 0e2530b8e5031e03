import type { World } from '../../../test/e2e/world.ts'
import { markdownSpecimen } from '../markdown-specimen.ts'
import { readFrames, slowDown, watchFrames, type Slowness } from './rows.ts'

/** What nobody can go below: the same stream read by a page that does nothing but append it to one text, once a frame. */
export async function measureFloor(world: World, slow: Slowness) {
  const visit = await world.open({ path: '/api/health' })
  const { page } = visit
  const { taskSeconds, processorSeconds } = await slowDown(visit, slow.throttle)
  await watchFrames(page)
  const before = [await taskSeconds(), await processorSeconds()] as const
  await page.evaluate(appendStream, `[[echo]] [[fault: delay=5]] ${markdownSpecimen(30_000)}`)
  const after = [await taskSeconds(), await processorSeconds()] as const
  const { updates } = await readFrames(page)
  await visit.context.close()
  const [meanMs, processorMs] = [0, 1].map(
    (at) => (1000 * ((after[at] ?? 0) - (before[at] ?? 0))) / Math.max(1, updates),
  )
  return { meanMs: meanMs ?? 0, processorMs: processorMs ?? 0, updates }
}

/** In the page. */
async function appendStream(text: string): Promise<void> {
  const pre = document.createElement('pre')
  const words = document.createTextNode('')
  pre.append(words)
  Object.assign(pre.style, { height: '600px', width: '700px', overflow: 'auto' })
  Object.assign(pre.style, { whiteSpace: 'pre-wrap', font: '16px sans-serif' })
  document.body.replaceChildren(pre)
  const { csrfToken } = await (await fetch('/api/session')).json()
  const headers = { 'content-type': 'application/json', 'x-galerne-csrf': csrfToken }
  const post = async (path: string, body: object) => {
    const answer = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) })
    return answer.json()
  }
  const { id } = await post('/api/conversations', {})
  const { runId } = await post(`/api/conversations/${id}/runs`, {
    kind: 'message',
    parentId: null,
    text,
  })
  const { body } = await fetch(`/api/runs/${runId}/events`)
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader()
  let waiting = ''
  let held = ''
  const show = () => {
    words.appendData(held)
    held = ''
    pre.scrollTop = pre.scrollHeight
  }
  for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
    const lines = (waiting + read.value).split('\n')
    waiting = lines.pop() ?? ''
    for (const line of lines.filter((each) => each.startsWith('data:'))) {
      const event = JSON.parse(line.slice('data:'.length))
      if (event.type !== 'text') continue
      if (held === '') requestAnimationFrame(show)
      held += event.text
    }
  }
}
