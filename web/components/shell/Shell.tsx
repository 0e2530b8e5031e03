import { Trans } from '@lingui/react/macro'
import { lazy, Suspense, use, useState, type ComponentType } from 'react'
import { Redirect, Route, Switch, useLocation } from 'wouter'
import { AssistantPage } from '../../pages/AssistantPage.tsx'
import { useStore } from '../../state/external-store.ts'
import { useApp } from '../app-context.ts'
import { MESSAGE_FIELD_ID } from '../composer-handle.ts'
import { useMedia, WIDE } from '../use-media.ts'
import { mayAny, useRights } from '../use-rights.ts'
import { Extra } from '../Extra.tsx'
import { HasMovedContext } from './has-moved.ts'
import { KeyCommands } from './KeyCommands.tsx'
import { PageBoundary } from './PageBoundary.tsx'
import { PageLoading } from './PageLoading.tsx'
import { PLACES } from './places.ts'
import { Rail } from './Rail.tsx'

const ModelsPage = lazy(async () => ({
  default: (await import('../../pages/ModelsPage.tsx')).ModelsPage,
}))
const ModelPage = lazy(async () => ({
  default: (await import('../../pages/ModelPage.tsx')).ModelPage,
}))
const PlaygroundPage = lazy(async () => ({
  default: (await import('../../pages/PlaygroundPage.tsx')).PlaygroundPage,
}))
const AccountPage = lazy(async () => ({
  default: (await import('../../pages/AccountPage.tsx')).AccountPage,
}))
const MyDataPage = lazy(async () => ({
  default: (await import('../../pages/MyDataPage.tsx')).MyDataPage,
}))
const ResidencyPage = lazy(async () => ({
  default: (await import('../../pages/ResidencyPage.tsx')).ResidencyPage,
}))
const CoursePage = lazy(async () => ({
  default: (await import('../../pages/CoursePage.tsx')).CoursePage,
}))
const OwnApprovalsPage = lazy(async () => ({
  default: (await import('../../pages/OwnApprovalsPage.tsx')).OwnApprovalsPage,
}))
const AdminPage = lazy(async () => ({
  default: (await import('../../pages/admin/AdminPage.tsx')).AdminPage,
}))

const DocumentPage = lazy(async () => ({
  default: (await import('../reading/DocumentPage.tsx')).DocumentPage,
}))

const SharedRoutes = lazy(async () => ({
  default: (await import('../sharing/SharedRoutes.tsx')).SharedRoutes,
}))

/** What others let one read, links to it, answers side by side, and texts in other languages. */
const SHARED = /^\/(?:s|translate|(?:plain|shared)(?:\/.*)?|c\/[^/]+\/(?:compare|in)\/.+)$/

/** Pages of the assistant on which nothing is asked. */
const WITHOUT_FIELD = /^\/(?:conversations|f\/[^/]+|c\/[^/]+\/document)$/

const StatementPage = lazy(async () => ({
  default: (await import('../help/StatementPage.tsx')).StatementPage,
}))

/** The pages whose texts are in the second catalogue, each at its route. */
const WORKSPACE: readonly (readonly [route: string, page: ComponentType])[] = [
  ['/models', ModelsPage],
  ['/models/*', ModelPage],
  ['/playground/:id?', PlaygroundPage],
  ['/account', AccountPage],
  ['/my-data', MyDataPage],
  ['/residency', ResidencyPage],
  ['/course', CoursePage],
  ['/approvals', OwnApprovalsPage],
  ['/admin/*?', AdminPage],
]

/** Pages about oneself, which are no part of Galerne that one goes to for work. */
const OF_ONESELF: ReadonlySet<string> = new Set([
  '/account',
  '/my-data',
  '/residency',
  '/course',
  '/approvals',
  '/accessibility',
])

/** All that somebody who is signed in sees: the way to each part of Galerne, and the part. */
export function Shell() {
  const isWide = useMedia(WIDE)
  const [path] = useLocation()
  const [firstPath] = useState(path)
  // Another part of Galerne may well come up where one has failed.
  const part = PLACES.find(({ has }) => has(path))?.href
  return (
    <div className="flex h-full">
      <SkipLink
        isAssistant={
          !SHARED.test(path) &&
          !WITHOUT_FIELD.test(path) &&
          (part === '/' || (part === undefined && !OF_ONESELF.has(path)))
        }
      />
      <KeyCommands />
      {isWide && <Rail />}
      <div className="h-full min-w-0 flex-1">
        <HasMovedContext value={path !== firstPath}>
          <PageBoundary key={part}>
            <Suspense fallback={<PageLoading />}>
              <Switch>
                {WORKSPACE.map(([route, Page]) => (
                  <Route key={route} path={route}>
                    <Workspace Page={Page} />
                  </Route>
                ))}
                <Route path="/accessibility">
                  <Extra>
                    <StatementPage />
                  </Extra>
                </Route>
                <Route path="/c/:id/document">
                  {({ id }) => (
                    <Extra>
                      <DocumentPage id={id} key={id} />
                    </Extra>
                  )}
                </Route>
                <Route path={SHARED}>
                  <Extra>
                    <SharedRoutes />
                  </Extra>
                </Route>
                <Route>
                  <FirstPage />
                </Route>
              </Switch>
            </Suspense>
          </PageBoundary>
        </HasMovedContext>
      </div>
    </div>
  )
}

/** The assistant; for whoever has none, an auditor, the part that they came for. */
function FirstPage() {
  const held = useRights()
  if (held.has('conversation.read')) return <AssistantPage />
  const place = PLACES.findLast(({ rights = [] }) => mayAny(held, rights))
  return <Redirect replace to={place?.href ?? '/account'} />
}

/** A page whose texts are in the second catalogue: shown once both are there. */
function Workspace({ Page }: { Page: ComponentType }) {
  const { language } = useApp()
  useStore(language.language)
  use(language.loadWorkspace())
  return <Page />
}

function SkipLink({ isAssistant }: { isAssistant: boolean }) {
  return (
    <a
      className="absolute start-3 top-3 z-10 rounded-md bg-sea px-4 py-2 text-on-sea not-focus:sr-only"
      href={isAssistant ? `#${MESSAGE_FIELD_ID}` : '#main'}
    >
      {isAssistant ? <Trans>Skip to the message field</Trans> : <Trans>Skip to the content</Trans>}
    </a>
  )
}
