import { Fragment, type MouseEvent, type ReactNode } from 'react'
import { Icon } from '../ui/Icon.tsx'
import type { InlineText } from './blocks.ts'
import { CitedText } from './CitedText.tsx'
import type { Drawing } from './drawing.ts'
import { type Inline, lexInline, plainText } from './inline.ts'
import { Maths } from './maths/Maths.tsx'
import { allowedLink, hostToReveal } from './url-policy.ts'

const MAX_SHOWN_URL_CHARS = 80

/** Inline markdown as React elements. Nothing in it is ever parsed as HTML, and nothing is fetched. */
export function InlineContent({ text, drawing }: { text: InlineText; drawing: Drawing }) {
  return drawAll(lexInline(text, drawing.references.links), drawing)
}

function drawAll(inlines: Inline[], drawing: Drawing): ReactNode {
  return inlines.map((inline, at) => <Fragment key={at}>{draw(inline, drawing)}</Fragment>)
}

function draw(inline: Inline, drawing: Drawing): ReactNode {
  switch (inline.type) {
    case 'text':
      return <CitedText text={inline.text} drawing={drawing} />
    case 'code':
      return <code dir="ltr">{inline.text}</code>
    case 'strong':
      return <strong>{drawAll(inline.children, drawing)}</strong>
    case 'em':
      return <em>{drawAll(inline.children, drawing)}</em>
    case 'del':
      return <del>{drawAll(inline.children, drawing)}</del>
    case 'break':
      return <br />
    case 'link':
      return <MarkdownLink link={inline} drawing={drawing} />
    case 'image':
      return <ImageChip image={inline} drawing={drawing} />
    case 'maths':
      return (
        <Maths
          drawing={drawing}
          isDisplay={inline.isDisplay}
          source={inline.raw}
          tex={inline.tex}
        />
      )
    case 'footnote':
    default:
      return <FootnoteMark label={inline.label} drawing={drawing} />
  }
}

interface LinkProps {
  link: Extract<Inline, { type: 'link' }>
  drawing: Drawing
}

function MarkdownLink({ link, drawing }: LinkProps) {
  const target = allowedLink(link.href)
  const words = drawAll(link.children, drawing)
  if (!target) return <RemovedLink words={words} link={link} drawing={drawing} />
  const host = hostToReveal(plainText(link.children), target)
  return (
    <>
      <OutwardLink href={target.href} title={link.title}>
        {words}
      </OutwardLink>
      {host !== undefined && ' '}
      {host !== undefined && (
        <bdi className="md-host" dir="ltr" title={`${drawing.labels.linkLeadsTo} ${host}`}>
          {`(${host})`}
        </bdi>
      )}
    </>
  )
}

/** The words stay, the way is gone, and where it led is there to be read. */
function RemovedLink({ words, link, drawing }: LinkProps & { words: ReactNode }) {
  const shown = visible(link.href).slice(0, MAX_SHOWN_URL_CHARS)
  const isSaid = shown === '' || plainText(link.children) === shown
  return (
    <span className="md-removed" title={drawing.labels.linkRemoved}>
      <bdi>{words}</bdi>
      {!isSaid && ' '}
      {!isSaid && <code dir="ltr">{shown}</code>}
    </span>
  )
}

interface ImageProps {
  image: Extract<Inline, { type: 'image' }>
  drawing: Drawing
}

/** An image is a request to somebody else's server: the reader decides, by following the link. */
function ImageChip({ image, drawing: { labels } }: ImageProps) {
  const target = allowedLink(image.href)
  const words = (
    <>
      <Icon name="image-off" size={16} />
      <span className="md-chip-note">{labels.imageNotLoaded}</span>
      <bdi>{image.alt || target?.host}</bdi>
      {target && image.alt !== '' && <bdi className="md-host">{target.host}</bdi>}
    </>
  )
  if (!target) return <span className="md-chip">{words}</span>
  return (
    <OutwardLink href={target.href} title="" className="md-chip">
      {words}
    </OutwardLink>
  )
}

interface OutwardLinkProps {
  href: string
  title: string
  className?: string
  children: ReactNode
}

function OutwardLink({ href, title, className, children }: OutwardLinkProps) {
  return (
    <a
      href={href}
      {...(title !== '' && { title })}
      {...(className !== undefined && { className })}
      target="_blank"
      rel="noopener noreferrer nofollow"
      referrerPolicy="no-referrer"
      dir="auto"
    >
      {children}
    </a>
  )
}

function FootnoteMark({ label, drawing }: { label: string; drawing: Drawing }) {
  const note = drawing.references.footnotes.get(label)
  if (!note) return `[^${label}]`
  const id = `${drawing.idPrefix}-note-${note.number}`
  return (
    <sup data-note={id}>
      <a
        href={`#${id}`}
        role="doc-noteref"
        aria-label={drawing.labels.footnote(note.number)}
        onClick={goToNote}
      >
        {note.number}
      </a>
    </sup>
  )
}

/** Moves the focus, not the address: a message's notes are no place in the application's history. */
function goToNote(event: MouseEvent<HTMLAnchorElement>): void {
  event.preventDefault()
  const id = event.currentTarget.closest('sup')?.dataset['note'] ?? ''
  document.getElementById(id)?.focus()
}

/** Characters that show nothing, or that turn the text around, as their code. */
function visible(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) => {
    return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`
  })
}
