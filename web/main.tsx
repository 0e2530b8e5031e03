import { createRoot } from 'react-dom/client'
import { loadMarkdown } from './components/AnswerText.tsx'
import { Root } from './components/Root.tsx'
import { createApp } from './state/app.ts'
import { listen } from './state/refresh.ts'

const app = createApp(window)
const root = document.querySelector('#root')
if (!root) throw new Error('index.html has no #root')

// Both are needed before the first words can be shown, so both are asked for at once.
const session = app.session.load(app.client)
await app.language.activate(app.language.language.get())
createRoot(root).render(<Root app={app} />)

listen(app, window)
await session
if (app.session.state.get().status === 'signed-in') {
  // A tab whose session had ended can go on now.
  app.tabs.tell({ type: 'signed-in', conversationId: null })
}
// Not part of the first load, but there before the first answer.
await loadMarkdown()
