import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { lazy, type ComponentType } from 'react'
import type { IconName } from '../../ui/Icon.tsx'

/** The groups of the list beside the pages, in its order. */
export const GROUPS = {
  use: msg`Use`,
  money: msg`Money`,
  models: msg`Models`,
  resilience: msg`Resilience`,
  people: msg`People`,
  rules: msg`Rules`,
  records: msg`Records`,
}

export interface AdminSection {
  /** Under /admin/; what follows it (`/admin/requests/<id>`) is the page's own to read, by wouter's useRoute. */
  path: string
  group: keyof typeof GROUPS
  label: MessageDescriptor
  icon: IconName
  /** Begins with a PageTitle (web/components/shell); margins, scrolling and the way here are the frame's. */
  Page: ComponentType
}

/** Every page of the administration, one lazy entry each; within a group in this order. */
export const ADMIN_SECTIONS: readonly AdminSection[] = [
  {
    path: 'traffic',
    group: 'use',
    label: msg`Traffic`,
    icon: 'chart',
    Page: lazy(async () => ({ default: (await import('./TrafficPage.tsx')).TrafficPage })),
  },
  {
    path: 'requests',
    group: 'use',
    label: msg`Requests`,
    icon: 'list',
    Page: lazy(async () => ({ default: (await import('./RequestsPage.tsx')).RequestsPage })),
  },
  {
    path: 'alerts',
    group: 'use',
    label: msg`Alerts`,
    icon: 'bell',
    Page: lazy(async () => ({ default: (await import('./AlertsPage.tsx')).AlertsPage })),
  },
  {
    path: 'keys',
    group: 'money',
    label: msg`Keys`,
    icon: 'key',
    Page: lazy(async () => ({ default: (await import('./KeysPage.tsx')).KeysPage })),
  },
  {
    path: 'budgets',
    group: 'money',
    label: msg`Budgets`,
    icon: 'wallet',
    Page: lazy(async () => ({ default: (await import('./BudgetsPage.tsx')).BudgetsPage })),
  },
  {
    path: 'spend',
    group: 'money',
    label: msg`Spend`,
    icon: 'coins',
    Page: lazy(async () => ({ default: (await import('./SpendPage.tsx')).SpendPage })),
  },
  {
    path: 'providers',
    group: 'models',
    label: msg`Providers`,
    icon: 'cloud',
    Page: lazy(async () => ({ default: (await import('./ProvidersPage.tsx')).ProvidersPage })),
  },
  {
    path: 'dependence',
    group: 'resilience',
    label: msg`Dependence`,
    icon: 'balance',
    Page: lazy(async () => ({ default: (await import('./DependencePage.tsx')).DependencePage })),
  },
  {
    path: 'drill',
    group: 'resilience',
    label: msg`Fire drill`,
    icon: 'flame',
    Page: lazy(async () => ({ default: (await import('./DrillPage.tsx')).DrillPage })),
  },
]
