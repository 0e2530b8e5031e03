import { useEffect, useState } from 'react'
import { Logo } from '../ui/Logo.tsx'
import { Charts } from './Charts.tsx'
import { Controls } from './Controls.tsx'
import { Foundations } from './Foundations.tsx'
import { MarkdownSpecimens } from './MarkdownSpecimens.tsx'
import { Messages } from './Messages.tsx'

const THEMES = ['system', 'light', 'dark'] as const
const DIRECTIONS = ['ltr', 'rtl'] as const

type Theme = (typeof THEMES)[number]
type Direction = (typeof DIRECTIONS)[number]

/** Every component in every state, theme and direction: a page for those who build, in English only. */
export function GalleryPage() {
  const [theme, setTheme] = useState<Theme>('system')
  const [direction, setDirection] = useState<Direction>('ltr')
  useEffect(() => showWith(theme, direction), [theme, direction])
  return (
    <div className="h-full overflow-y-auto" lang="en">
      <header className="sticky top-0 z-10 border-b border-line bg-canvas">
        <div className="mx-auto flex max-w-5xl flex-wrap items-center justify-between gap-x-6 gap-y-2 px-5 py-3">
          <h1 className="flex items-center">
            <Logo hasName />
            <span className="ms-3 text-ink-muted">Gallery</span>
          </h1>
          <div className="flex flex-wrap gap-4">
            <Choice label="Theme" options={THEMES} chosen={theme} onChoose={setTheme} />
            <Choice
              label="Direction"
              options={DIRECTIONS}
              chosen={direction}
              onChoose={setDirection}
            />
          </div>
        </div>
      </header>
      <main className="mx-auto grid max-w-5xl grid-cols-1 gap-16 px-5 py-12">
        <Foundations />
        <Controls />
        <Charts />
        <Messages />
        <MarkdownSpecimens />
      </main>
    </div>
  )
}

/** On the document itself, for what is drawn outside the page: dialogs and menus. Gives everything back at the end. */
function showWith(theme: Theme, direction: Direction): () => void {
  const { documentElement: root } = document
  const before = { theme: root.dataset['theme'], dir: root.dir }
  if (theme !== 'system') root.dataset['theme'] = theme
  root.dir = direction
  return () => {
    if (before.theme === undefined) delete root.dataset['theme']
    else root.dataset['theme'] = before.theme
    root.dir = before.dir
  }
}

interface ChoiceProps<Option extends string> {
  label: string
  options: readonly Option[]
  chosen: Option
  onChoose: (option: Option) => void
}

function Choice<Option extends string>({ label, options, chosen, onChoose }: ChoiceProps<Option>) {
  return (
    <fieldset className="flex rounded-md border border-line bg-surface p-0.5">
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <button
          key={option}
          type="button"
          aria-pressed={option === chosen}
          onClick={() => onChoose(option)}
          className="min-h-8 rounded-sm px-3 text-sm text-ink-muted hover:text-ink aria-pressed:bg-sea-soft aria-pressed:text-sea-ink pointer-coarse:min-h-11"
        >
          {option}
        </button>
      ))}
    </fieldset>
  )
}
