import type { RouteInfo } from '#wire/dependence.ts'
import { OwnRouteName, type OwnRoute, type OwnRouteList, type RouteForm } from '#wire/own-routes.ts'
import type { Principal } from '#server/access/principal.ts'
import { requireAllowed } from '#server/access/require-allowed.ts'
import { RoutesSettings } from '#server/gateway/routing/route-settings.ts'
import type { Routing } from '#server/gateway/routing/routing.ts'
import type { Snapshot } from '#server/gateway/routing/snapshot.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import { formFrom, settingsFrom } from './route-form.ts'
import type { OwnRoutesStore, StoredRoute } from './own-routes-store.ts'
import type { RunningRoutes } from './running-routes.ts'

export interface OwnRoutesOptions {
  store: OwnRoutesStore
  running: RunningRoutes
  routing: Pick<Routing, 'snapshot'>
  /** Of those of galerne.yaml, with how their deployments are. */
  describeConfigured: (principal: Principal) => RouteInfo[]
  clock: Clock
}

export interface OwnRoutes {
  list(principal: Principal): OwnRouteList
  /** Adds or replaces. Throws `conflict` where galerne.yaml has the name, `invalid_request` where it leads nowhere. */
  save(principal: Principal, name: string, form: RouteForm): Promise<OwnRoute>
  /** Throws `not_found`. */
  remove(principal: Principal, name: string): Promise<void>
}

/** Routes as people make, change and remove them while Galerne runs. */
export function createOwnRoutes(options: OwnRoutesOptions): OwnRoutes {
  const { store, running, routing, clock } = options
  const requireManage = (principal: Principal, name?: string) =>
    requireAllowed(principal, 'route.manage', { kind: 'route', ...(name && { id: name }) })
  return {
    list(principal) {
      requireAllowed(principal, 'route.read', { kind: 'route' })
      const { tenantId } = principal
      const snapshot = routing.snapshot(tenantId)
      return {
        routes: running.all(tenantId).map((one) => describe(one, snapshot)),
        configured: options
          .describeConfigured(principal)
          .filter(({ name }) => isOfFile(snapshot, name)),
        choices: snapshot.targets.map(({ name, model }) => ({
          name,
          modelName: model.name,
          place: model.tags,
        })),
      }
    },
    async save(principal, name, form) {
      requireManage(principal, name)
      const { tenantId } = principal
      const snapshot = routing.snapshot(tenantId)
      check(name, form, snapshot)
      const settings = settingsFrom(form)
      const updatedAt = new Date(clock.now())
      const stored = { name, settings, isEnabled: form.isEnabled, updatedAt }
      await store.save(tenantId, stored)
      await running.reload(tenantId)
      return describe(stored, routing.snapshot(tenantId))
    },
    async remove(principal, name) {
      requireManage(principal, name)
      const { tenantId } = principal
      if (!(await store.remove(tenantId, name))) {
        throw new AppError('not_found', `There is no route “${name}” that was made here.`)
      }
      await running.reload(tenantId)
    },
  }
}

function describe(stored: StoredRoute, snapshot: Snapshot): OwnRoute {
  const { name, isEnabled, updatedAt } = stored
  const isHere = snapshot.routes.get(name)?.isOwn === true
  const problem = isOfFile(snapshot, name) ? 'file' : isHere || !isEnabled ? null : 'no-deployment'
  return { ...formFrom(stored), name, problem, updatedAt: updatedAt.toISOString() }
}

function isOfFile({ settings }: Snapshot, name: string): boolean {
  return Object.hasOwn(settings, name)
}

function check(name: string, form: RouteForm, snapshot: Snapshot): void {
  const said = OwnRouteName.safeParse(name)
  if (!said.success) {
    const why = said.error.issues[0]?.message ?? ''
    throw new AppError('invalid_request', `The name ${why}.`, { param: 'name' })
  }
  if (isOfFile(snapshot, name)) {
    throw new AppError('conflict', `“${name}” is written in galerne.yaml and changed there.`, {
      param: 'name',
    })
  }
  const known = new Set(snapshot.targets.map((target) => target.name))
  const unknown = form.to.find(({ deployment }) => !known.has(deployment))
  if (unknown) {
    const message = `Nobody offers “${unknown.deployment}” here. Choose another deployment.`
    throw new AppError('invalid_request', message, { param: 'to' })
  }
  const names = [...form.fallbacks.contextLength, ...form.fallbacks.capability]
  const lost = names.find((one) => one === name || !snapshot.routes.has(one))
  if (lost !== undefined) {
    const message = `There is no other route or model “${lost}” to go on with.`
    throw new AppError('invalid_request', message, { param: 'fallbacks' })
  }
  const parsed = RoutesSettings.safeParse({ [name]: settingsFrom(form) })
  if (parsed.success) return
  const [issue] = parsed.error.issues
  const path = (issue?.path ?? []).slice(1).map(String)
  throw new AppError('invalid_request', `${path.join('.')} ${issue?.message}`.trim(), {
    param: path[0] ?? 'to',
  })
}
