// Draws one diagram out of text that a model wrote. It stands in a sandbox without an origin: its policy
// (server/http/security-headers.ts) lets it load Mermaid, and nothing else from anywhere. Whoever framed it gives it the
// source and gets the size and the drawing.
import mermaid from './mermaid/mermaid.esm.min.mjs'

const place = document.getElementById('place')
const PNG_SCALE = 2
const MAX_PNG_SIDE = 8_000

addEventListener('message', (event) => {
  if (event.source !== parent || typeof event.data !== 'object' || event.data === null) return
  const { type, source, theme } = event.data
  if (type === 'draw' && typeof source === 'string') void draw(source, theme === 'dark')
  if (type === 'png') void savePng()
})

async function draw(source, isDark) {
  // A dark frame within a dark page is see-through only where both say so.
  document.documentElement.style.colorScheme = isDark ? 'dark' : 'light'
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: 'strict',
    layout: 'dagre',
    theme: isDark ? 'dark' : 'neutral',
    suppressErrorRendering: true,
    htmlLabels: false,
    flowchart: { htmlLabels: false },
    class: { htmlLabels: false },
    fontFamily: 'system-ui, sans-serif',
    maxTextSize: 30_000,
    maxEdges: 400,
  })
  try {
    const { svg } = await mermaid.render('diagram', source)
    place.innerHTML = svg
    const { width, height } = place.firstElementChild.getBoundingClientRect()
    parent.postMessage({ type: 'drawn', svg, width, height: Math.ceil(height) }, '*')
    new ResizeObserver(tellHeight).observe(place)
  } catch (error) {
    parent.postMessage({ type: 'failed', reason: String(error?.message ?? error) }, '*')
  }
}

function tellHeight() {
  const { height } = place.getBoundingClientRect()
  parent.postMessage({ type: 'height', height: Math.ceil(height) }, '*')
}

async function savePng() {
  const drawing = place.querySelector('svg')
  if (!drawing) return
  const copy = drawing.cloneNode(true)
  const { width, height } = drawing.viewBox.baseVal
  copy.setAttribute('width', width)
  copy.setAttribute('height', height)
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`
  await image.decode()
  const scale = Math.min(PNG_SCALE, MAX_PNG_SIDE / Math.max(width, height))
  const canvas = Object.assign(document.createElement('canvas'), {
    width: Math.ceil(width * scale),
    height: Math.ceil(height * scale),
  })
  const brush = canvas.getContext('2d')
  brush.fillStyle =
    getComputedStyle(document.documentElement).colorScheme === 'dark' ? '#1b1d1f' : '#fff'
  brush.fillRect(0, 0, canvas.width, canvas.height)
  brush.drawImage(image, 0, 0, canvas.width, canvas.height)
  const blob = await new Promise((done) => canvas.toBlob(done, 'image/png'))
  parent.postMessage({ type: 'png', bytes: await blob.arrayBuffer() }, '*')
}

parent.postMessage({ type: 'ready' }, '*')
