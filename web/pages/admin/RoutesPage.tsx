import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback } from 'react'
import { useLocation, useRoute } from 'wouter'
import type { OwnRouteList } from '#wire/own-routes.ts'
import { useApp } from '../../components/app-context.ts'
import { draftOf, NEW_ROUTE } from '../../components/routes/form-state.ts'
import { RouteEditor } from '../../components/routes/RouteEditor.tsx'
import { RouteList } from '../../components/routes/RouteList.tsx'
import { useOwnRoutes } from '../../components/routes/use-own-routes.ts'
import { LinkButton } from '../../components/shell/LinkButton.tsx'
import { PageTitle } from '../../components/shell/PageTitle.tsx'
import { RemoteStatus } from '../../components/shell/RemoteStatus.tsx'
import { useToast } from '../../components/shell/Toasts.tsx'
import { useRemote } from '../../components/shell/use-remote.ts'
import { useRights } from '../../components/use-rights.ts'

/** Names that callers use, and where their calls go: the list, a new one, and each of them. */
export function RoutesPage() {
  const { t } = useLingui()
  const client = useOwnRoutes()
  const mayManage = useRights().has('route.manage')
  const remote = useRemote(useCallback((signal: AbortSignal) => client.list(signal), [client]))
  const { value, reload } = remote
  const [, params] = useRoute('/admin/routes/:name')
  const name = params?.name
  if (value && name !== undefined && mayManage) {
    return <OneRoute key={name} known={value} name={decodeURIComponent(name)} onChange={reload} />
  }
  return (
    <>
      <PageTitle
        actions={
          mayManage &&
          value && (
            <LinkButton href="/admin/routes/new" icon="add" look="primary">
              <Trans>Make a route</Trans>
            </LinkButton>
          )
        }
        title={t`Routes`}
      >
        <Trans>
          Names that people and programs ask for, and who answers them. What is changed here holds
          at once; what galerne.yaml demands of a deployment holds for every route.
        </Trans>
      </PageTitle>
      <RemoteStatus of={remote} />
      {value && <RouteList list={value} onChange={reload} />}
    </>
  )
}

interface OneRouteProps {
  /** `new`: one that is to be made. */
  name: string
  known: OwnRouteList
  onChange: () => void
}

function OneRoute({ name, known, onChange }: OneRouteProps) {
  const { t } = useLingui()
  const [, navigate] = useLocation()
  const { models } = useApp()
  const say = useToast()
  const route = known.routes.find((each) => each.name === name)
  function saved(savedName: string) {
    onChange()
    // The picker of the assistant has it now.
    void models.load()
    say(t`“${savedName}” is saved and holds from now on.`)
    navigate('/admin/routes')
  }
  return (
    <>
      <PageTitle title={route ? route.name : t`Make a route`} />
      <RouteEditor
        isNew={!route}
        known={known}
        onSaved={saved}
        start={route ? draftOf(route) : NEW_ROUTE}
      />
    </>
  )
}
