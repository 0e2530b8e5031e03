import { useLingui } from '@lingui/react/macro'
import { useEffect, useRef, type ReactNode } from 'react'
import { choicesOf } from '../../i18n/languages.ts'
import { branding } from '../../state/branding.ts'
import { useStore } from '../../state/external-store.ts'
import { BrandLogo } from '../BrandLogo.tsx'
import { LegalLinks } from '../legal/LegalLinks.tsx'
import { usePageTitle } from '../use-page-title.ts'
import { useEntrance } from './entrance-context.ts'

interface EntranceFrameProps {
  title: string
  /** One or two sentences: what is to be done here. */
  lead?: ReactNode
  children: ReactNode
}

/** The page before somebody is in: one thing to do, and the language to do it in. */
export function EntranceFrame({ title, lead, children }: EntranceFrameProps) {
  usePageTitle(title)
  const { notice } = useStore(branding)
  const heading = useRef<HTMLHeadingElement>(null)
  // A step takes the place of another one: it is announced by its heading, unless a field took the focus.
  useEffect(() => {
    if (document.activeElement === document.body) heading.current?.focus()
  }, [])
  return (
    <div className="flex min-h-full flex-col overflow-y-auto">
      <main className="mx-auto grid w-full max-w-[26rem] flex-1 content-center gap-6 px-5 py-10">
        <div>
          <BrandLogo hasName size={40} />
          <h1
            className="mt-5 font-display text-3xl text-balance outline-none"
            ref={heading}
            tabIndex={-1}
          >
            {title}
          </h1>
          {lead !== undefined && <p className="mt-2 text-ink-muted">{lead}</p>}
        </div>
        {children}
      </main>
      <footer className="mx-auto grid w-full max-w-[26rem] gap-3 px-5 pb-6">
        {notice !== '' && (
          <p className="text-sm whitespace-pre-line text-ink-muted" dir="auto">
            {notice}
          </p>
        )}
        <LegalLinks />
        <LanguageSelect />
      </footer>
    </div>
  )
}

function LanguageSelect() {
  const { t } = useLingui()
  const { language } = useEntrance()
  const current = useStore(language.language)
  return (
    <select
      aria-label={t`Language`}
      className="min-h-(--control) rounded-md bg-transparent pe-2 text-sm text-ink-muted"
      onChange={({ target }) => void language.choose(target.value)}
      value={current}
    >
      {choicesOf(language.available, current).map(({ tag, name }) => (
        <option key={tag} lang={tag} value={tag}>
          {name}
        </option>
      ))}
    </select>
  )
}
