import { useEffect, useState } from 'react'
import { Markdown } from '../markdown/Markdown.tsx'
import { SPECIMEN_LABELS } from '../markdown/specimen-labels.ts'
import { Button } from '../ui/Button.tsx'
import { Section } from './Section.tsx'
import { type Specimen, SPECIMENS } from './specimens.ts'

const CHARS_A_FRAME = 8

/** What a model may write, in many scripts, whole or as it streams. */
export function MarkdownSpecimens() {
  return (
    <Section id="markdown" title="Answers">
      {SPECIMENS.map((specimen) => (
        <MarkdownSpecimen key={specimen.title} specimen={specimen} />
      ))}
    </Section>
  )
}

function MarkdownSpecimen({ specimen: { title, lang, dir, text } }: { specimen: Specimen }) {
  const [shownChars, setShownChars] = useState(text.length)
  const isStreaming = shownChars < text.length
  useEffect(() => {
    if (!isStreaming) return undefined
    let frame = requestAnimationFrame(function showMore() {
      setShownChars((chars) => chars + CHARS_A_FRAME)
      frame = requestAnimationFrame(showMore)
    })
    return () => cancelAnimationFrame(frame)
  }, [isStreaming])
  return (
    <article className="rounded-xl border border-line bg-surface">
      <header className="flex items-center justify-between gap-4 border-b border-line py-1.5 ps-5 pe-2">
        <h3 className="text-sm font-medium text-ink-muted">{title}</h3>
        <Button look="bare" icon="retry" onClick={() => setShownChars(0)}>
          Stream
        </Button>
      </header>
      <div className="mx-auto max-w-(--measure) p-5">
        <Markdown
          text={text.slice(0, shownChars)}
          lang={lang}
          dir={dir}
          isStreaming={isStreaming}
          labels={SPECIMEN_LABELS}
          headingLevel={4}
        />
      </div>
    </article>
  )
}
