import { use, useEffect, useRef, type ReactNode } from 'react'
import { HasMovedContext } from './has-moved.ts'
import { usePageTitle } from '../use-page-title.ts'

interface PageTitleProps {
  title: string
  /** One or two sentences: what this page is for. */
  children?: ReactNode
  /** Buttons and links at the end of the line. */
  actions?: ReactNode
}

/** The heading of a page, which also names the window. It takes the focus where the link that led here has gone. */
export function PageTitle({ title, children, actions }: PageTitleProps) {
  usePageTitle(title)
  const heading = useRef<HTMLHeadingElement>(null)
  const hasMoved = use(HasMovedContext)
  useEffect(() => {
    const isFocusLost = document.activeElement === document.body
    // Where one has just come in, the first Tab leads to the link past the navigation.
    if (hasMoved && isFocusLost) heading.current?.focus({ preventScroll: true })
  }, [hasMoved])
  return (
    <header className="mb-6 flex flex-wrap items-start justify-between gap-x-6 gap-y-3 md:flex-nowrap">
      <div className="min-w-0">
        <h1
          className="font-display text-2xl [overflow-wrap:anywhere] text-balance outline-none"
          ref={heading}
          tabIndex={-1}
        >
          <bdi>{title}</bdi>
        </h1>
        {children !== undefined && (
          <div className="mt-1 max-w-(--measure) text-ink-muted">{children}</div>
        )}
      </div>
      {actions && <div className="flex flex-wrap gap-2 md:shrink-0">{actions}</div>}
    </header>
  )
}
