import { Trans, useLingui } from '@lingui/react/macro'
import { Suspense, useLayoutEffect, useRef } from 'react'
import { Link, Redirect, Route, Switch, useLocation } from 'wouter'
import { PageFrame, type AsideProps } from '../../components/shell/PageFrame.tsx'
import { PageTitle } from '../../components/shell/PageTitle.tsx'
import { mayAny, useRights } from '../../components/use-rights.ts'
import { Icon } from '../../ui/Icon.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { DrillBanner } from './resilience/DrillBanner.tsx'
import { ADMIN_SECTIONS, GROUPS, type AdminSection } from './sections.tsx'

/** The groups that have sections which whoever is signed in may see. */
function useGroups() {
  const held = useRights()
  return Object.entries(GROUPS)
    .map(([id, name]) => ({
      id,
      name,
      sections: ADMIN_SECTIONS.filter(
        ({ group, right = [] }) => group === id && mayAny(held, right),
      ),
    }))
    .filter(({ sections }) => sections.length > 0)
}

/** The administration: its pages by group, and the one that is open. */
export function AdminPage() {
  const { t } = useLingui()
  const held = useRights()
  /** In the order of the list. */
  const ordered = useGroups().flatMap(({ sections }) => sections)
  const [first] = ordered
  return (
    <PageFrame aside={{ label: t`Administration`, Content: SectionList }}>
      {held.has('drill.run') && <DrillBanner />}
      <Suspense fallback={<Skeleton lines={5} />}>
        <Switch>
          {first && (
            <Route path="/admin">
              <Redirect replace to={`/admin/${first.path}`} />
            </Route>
          )}
          {ordered.map(({ path, Page }) => (
            <Route key={path} path={`/admin/${path}/*?`}>
              <Page />
            </Route>
          ))}
          <Route>
            <PageTitle title={t`There is no such page`}>
              <Trans>Or it needs a right that you do not have: ask an administrator.</Trans>
            </PageTitle>
          </Route>
        </Switch>
      </Suspense>
    </PageFrame>
  )
}

function SectionList({ onNavigate }: AsideProps) {
  const { i18n } = useLingui()
  const groups = useGroups()
  return groups.map(({ id, name, sections }) => (
    <section className="mb-4" key={id}>
      <h2 className="px-3 pt-1 pb-1 text-xs font-medium text-ink-faint">{i18n._(name)}</h2>
      <ul>
        {sections.map((section) => (
          <SectionLink key={section.path} onNavigate={onNavigate} section={section} />
        ))}
      </ul>
    </section>
  ))
}

interface SectionLinkProps {
  section: AdminSection
  onNavigate: (() => void) | undefined
}

function SectionLink({ section: { path, icon, label }, onNavigate }: SectionLinkProps) {
  const { i18n } = useLingui()
  const [location] = useLocation()
  const href = `/admin/${path}`
  const isHere = location === href || location.startsWith(`${href}/`)
  const item = useRef<HTMLLIElement>(null)
  // The list is longer than most windows: whoever comes by a link sees where they are.
  useLayoutEffect(() => {
    if (isHere) item.current?.scrollIntoView({ block: 'nearest' })
  }, [isHere])
  return (
    <li className="scroll-my-8" ref={item}>
      <Link
        aria-current={isHere ? 'page' : undefined}
        className="flex min-h-(--control) items-center gap-2.5 rounded-md px-3 text-sm text-ink-muted hover:bg-hover hover:text-ink aria-[current=page]:bg-sea-soft aria-[current=page]:font-medium aria-[current=page]:text-sea-ink"
        href={href}
        onClick={onNavigate}
      >
        <Icon name={icon} />
        {i18n._(label)}
      </Link>
    </li>
  )
}
