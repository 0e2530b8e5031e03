import { useLingui } from '@lingui/react/macro'
import { useLayoutEffect, useRef, useState, type ComponentType, type ReactNode } from 'react'
import { useLocation } from 'wouter'
import { IconButton } from '../../ui/IconButton.tsx'
import { Banners } from '../Banners.tsx'
import { useMedia, WIDE } from '../use-media.ts'
import { NavDrawer } from './NavDrawer.tsx'
import { Toasts } from './Toasts.tsx'
import { useKeptFocus } from './use-kept-focus.ts'

export interface AsideProps {
  /** Called when a link was followed: a drawer closes itself. */
  onNavigate?: () => void
}

interface PageFrameProps {
  /** What the part of Galerne lists beside its pages; in a narrow window it is in the drawer. */
  aside?: { label: string; Content: ComponentType<AsideProps> }
  children: ReactNode
}

/** Every page but the assistant: it scrolls as a whole, and has the way to the others at its top where the window is narrow. */
export function PageFrame({ aside, children }: PageFrameProps) {
  const { t } = useLingui()
  const isWide = useMedia(WIDE)
  const [isOpen, setIsOpen] = useState(false)
  const main = useRef<HTMLElement>(null)
  const [path] = useLocation()
  // What scrolls stays when one page follows another: a page begins at its top.
  useLayoutEffect(() => {
    // In braces: some browsers give a promise back, which is no way to clean up.
    main.current?.scrollTo(0, 0)
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- the path is what changes.
  }, [path])
  useKeptFocus(main)
  const close = () => setIsOpen(false)
  return (
    <Toasts>
      <div className="flex h-full">
        {isWide && aside && (
          <nav
            aria-label={aside.label}
            className="w-60 shrink-0 overflow-y-auto border-e border-line bg-sunken px-3 py-5"
          >
            <aside.Content />
          </nav>
        )}
        {!isWide && isOpen && (
          <NavDrawer label={aside?.label ?? t`Menu`} onClose={close}>
            {aside && (
              <nav aria-label={aside.label} className="px-3 pb-4">
                <aside.Content onNavigate={close} />
              </nav>
            )}
          </NavDrawer>
        )}
        <div className="flex h-full min-w-0 flex-1 flex-col">
          <Banners />
          <main className="min-h-0 flex-1 overflow-y-auto" id="main" ref={main} tabIndex={-1}>
            {!isWide && (
              <div className="px-3 pt-[max(0.5rem,env(safe-area-inset-top))]">
                <IconButton
                  aria-haspopup="dialog"
                  icon="menu"
                  label={t`Show the menu`}
                  onClick={() => setIsOpen(true)}
                />
              </div>
            )}
            <div className="mx-auto w-full max-w-[84rem] px-5 pt-3 pb-16 md:px-8 md:pt-8">
              {children}
            </div>
          </main>
        </div>
      </div>
    </Toasts>
  )
}
