import { Trans, useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { Button } from '../../ui/Button.tsx'
import { useApp } from '../app-context.ts'
import { BrandLogo } from '../BrandLogo.tsx'
import { LegalLinks } from '../legal/LegalLinks.tsx'
import { PageFrame } from '../shell/PageFrame.tsx'
import { PageTitle } from '../shell/PageTitle.tsx'

/** What is true of every Galerne; who runs this one adds whom to write to, by the legal links of the organisation. */
export function StatementPage() {
  const { overlay } = useApp()
  return (
    <PageFrame>
      <Statement>
        <Button onClick={() => overlay.set('help')}>
          <Trans>Show the keyboard shortcuts</Trans>
        </Button>
      </Statement>
    </PageFrame>
  )
}

/** To whoever is not signed in: the same, and the way in. */
export function OpenStatementPage() {
  return (
    <main className="mx-auto h-full w-full overflow-y-auto px-5 py-10 md:px-8">
      <div className="mx-auto grid max-w-(--measure) gap-6">
        <p className="flex flex-wrap items-center justify-between gap-4">
          <BrandLogo hasName />
          <a className="py-1 text-sm text-sea-ink underline" href="/">
            <Trans>Sign in</Trans>
          </a>
        </p>
        <Statement />
      </div>
    </main>
  )
}

function Statement({ children }: { children?: ReactNode }) {
  const { t } = useLingui()
  return (
    <div className="max-w-(--measure)">
      <PageTitle title={t`Accessibility statement`}>
        <Trans>
          Galerne is made to be used by everybody. It aims to meet EN 301 549 and the Web Content
          Accessibility Guidelines 2.2 at level AA.
        </Trans>
      </PageTitle>
      <Part title={t`What you can rely on`}>
        <li>
          <Trans>Everything can be done with the keyboard alone.</Trans>
        </li>
        <li>
          <Trans>
            A screen reader hears each sentence of an answer once, when it is finished, in the
            language of the answer. You can have less, or quiet at once.
          </Trans>
        </li>
        <li>
          <Trans>
            Text can be twice as large, and the window as narrow as 320 pixels, without anything
            being lost.
          </Trans>
        </li>
        <li>
          <Trans>
            Light and dark appearance have enough contrast; high contrast of your system is kept.
            Whoever wants less movement has less.
          </Trans>
        </li>
        <li>
          <Trans>Any conversation can be read as a document, from its beginning to its end.</Trans>
        </li>
      </Part>
      <Limits />
      <h2 className="mt-6 mb-2 font-display text-xl">
        <Trans>Something does not work for you?</Trans>
      </h2>
      <p className="mb-4 text-ink-muted">
        <Trans>
          Tell those who run this service for you; they can change it or give you what you need in
          another way. If they do not answer, the body in your country that oversees the
          accessibility of public websites can help.
        </Trans>
      </p>
      <div className="mb-6">
        <LegalLinks isStatement />
      </div>
      {children}
    </div>
  )
}

function Limits() {
  const { t } = useLingui()
  return (
    <Part title={t`What is not yet as it should be`}>
      <li>
        <Trans>
          What a model writes may itself be hard to read: long sentences, pictures without a
          description, tables without headings.
        </Trans>
      </li>
      <li>
        <Trans>
          Diagrams that a model draws are pictures; their source is beside them as text.
        </Trans>
      </li>
      <li>
        <Trans>
          Galerne is tested by programs in a real browser. People who use screen readers every day
          have not yet tested it in a formal session.
        </Trans>
      </li>
    </Part>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <>
      <h2 className="mt-6 mb-2 font-display text-xl">{title}</h2>
      <ul className="grid list-disc gap-2 ps-5 text-ink-muted">{children}</ul>
    </>
  )
}
