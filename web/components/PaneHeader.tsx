import type { ReactNode } from 'react'

/** The bar above a conversation: `menu` opens the list where there is no room for it beside. */
export function PaneHeader({ menu, children }: { menu: ReactNode; children?: ReactNode }) {
  return (
    <header className="isolate flex min-h-14 shrink-0 items-center gap-2 px-3 pt-[env(safe-area-inset-top)]">
      {menu}
      {children}
    </header>
  )
}
