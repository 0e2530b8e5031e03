import { Trans, useLingui } from '@lingui/react/macro'
import { useState, type ReactNode } from 'react'
import { ROUTE_STRATEGIES, type OwnRoute, type OwnRouteList } from '#wire/own-routes.ts'
import { Badge } from '../../ui/Badge.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { ConfirmDialog } from '../ConfirmDialog.tsx'
import { LinkButton } from '../shell/LinkButton.tsx'
import { useRights } from '../use-rights.ts'
import { STRATEGY_NAMES } from './texts.ts'
import { useOwnRoutes } from './use-own-routes.ts'

interface RouteListProps {
  list: OwnRouteList
  onChange: () => void
}

/** The routes that were made here, and those of galerne.yaml. */
export function RouteList({ list, onChange }: RouteListProps) {
  const { t, i18n } = useLingui()
  const client = useOwnRoutes()
  const mayManage = useRights().has('route.manage')
  const [doomed, setDoomed] = useState<OwnRoute | null>(null)
  const nameOfStrategy = (strategy: string) => {
    const known = ROUTE_STRATEGIES.find((one) => one === strategy)
    return known ? i18n._(STRATEGY_NAMES[known]) : strategy
  }
  const { routes, configured } = list
  if (routes.length === 0 && configured.length === 0) return <NoRoutes mayManage={mayManage} />
  return (
    <ul className="grid gap-3">
      {routes.map((route) => (
        <RouteRow
          actions={
            mayManage && (
              <IconButton
                icon="trash"
                label={t`Remove the route “${route.name}”`}
                onClick={() => setDoomed(route)}
              />
            )
          }
          href={mayManage ? `/admin/routes/${encodeURIComponent(route.name)}` : null}
          key={route.name}
          name={route.name}
          note={<State route={route} />}
          strategy={nameOfStrategy(route.strategy)}
          targets={route.to.map(({ deployment }) => deployment)}
        />
      ))}
      {configured.map((route) => (
        <RouteRow
          actions={null}
          href={null}
          key={route.name}
          name={route.name}
          note={<Badge icon="code">{t`In the configuration`}</Badge>}
          strategy={nameOfStrategy(route.strategy)}
          targets={route.targets.map(({ name }) => name)}
        />
      ))}
      {doomed && (
        <ConfirmDialog
          action={t`Remove for good`}
          onClose={() => setDoomed(null)}
          onDone={() => {
            setDoomed(null)
            onChange()
          }}
          title={t`Remove the route “${doomed.name}”?`}
          work={() => client.remove(doomed.name)}
        >
          <Trans>Calls for this name are refused from then on, unless a model has it.</Trans>
        </ConfirmDialog>
      )}
    </ul>
  )
}

function State({ route: { isEnabled, problem } }: { route: OwnRoute }) {
  const { t } = useLingui()
  if (!isEnabled) return <Badge look="warning">{t`Switched off`}</Badge>
  if (problem === 'file') {
    return <Badge look="warning">{t`galerne.yaml has one of this name, which goes first`}</Badge>
  }
  if (problem !== null) {
    return <Badge look="danger">{t`None of its deployments is there now`}</Badge>
  }
  return <Badge icon="success">{t`Takes calls`}</Badge>
}

interface RouteRowProps {
  name: string
  /** Null: it is not changed here. */
  href: string | null
  strategy: string
  targets: readonly string[]
  note: ReactNode
  actions: ReactNode
}

function RouteRow({ name, href, strategy, targets, note, actions }: RouteRowProps) {
  return (
    <li className="flex items-start justify-between gap-3 rounded-lg border border-line bg-surface p-4">
      <div className="min-w-0">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h2 className="font-mono text-sm font-medium [overflow-wrap:anywhere]">
            <bdi>{name}</bdi>
          </h2>
          {note}
          <span className="text-sm text-ink-muted">{strategy}</span>
        </div>
        <ol className="mt-2 flex flex-wrap gap-x-2 gap-y-1 font-mono text-xs text-ink-muted">
          {targets.map((target, at) => (
            <li className="[overflow-wrap:anywhere]" key={target}>
              {at > 0 && <span aria-hidden="true">→ </span>}
              <bdi>{target}</bdi>
            </li>
          ))}
        </ol>
      </div>
      <div className="flex shrink-0 items-center gap-1">
        {href !== null && (
          <LinkButton href={href} icon="edit">
            <Trans>Change</Trans>
          </LinkButton>
        )}
        {actions}
      </div>
    </li>
  )
}

function NoRoutes({ mayManage }: { mayManage: boolean }) {
  const { t } = useLingui()
  return (
    <EmptyState
      icon="share"
      title={t`No routes yet`}
      {...(mayManage && {
        action: (
          <LinkButton href="/admin/routes/new" icon="add" look="primary">
            <Trans>Make a route</Trans>
          </LinkButton>
        ),
      })}
    >
      <Trans>
        A route is a name that people and programs ask for, and a list of deployments that answer
        it. Where one fails, the next stands in, and nobody has to change anything.
      </Trans>
    </EmptyState>
  )
}
