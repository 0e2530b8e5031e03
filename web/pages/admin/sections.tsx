import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { lazy, type ComponentType } from 'react'
import type { Action } from '#wire/actions.ts'
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
  /** Shown to who has it, or one of them; new ones are added to web/components/shell/places.ts as well. */
  right?: Action | readonly Action[]
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
    right: 'traffic.read',
    Page: lazy(async () => ({ default: (await import('./TrafficPage.tsx')).TrafficPage })),
  },
  {
    path: 'requests',
    group: 'use',
    label: msg`Requests`,
    icon: 'list',
    right: ['request.read', 'key.use-own'],
    Page: lazy(async () => ({ default: (await import('./RequestsPage.tsx')).RequestsPage })),
  },
  {
    path: 'ratings',
    group: 'use',
    label: msg`Ratings`,
    icon: 'thumb-up',
    right: 'rating.read',
    Page: lazy(async () => ({ default: (await import('./RatingsPage.tsx')).RatingsPage })),
  },
  {
    path: 'alerts',
    group: 'use',
    label: msg`Alerts`,
    icon: 'bell',
    right: 'alert.read',
    Page: lazy(async () => ({ default: (await import('./AlertsPage.tsx')).AlertsPage })),
  },
  {
    path: 'keys',
    group: 'money',
    label: msg`Keys`,
    icon: 'key',
    right: ['key.list', 'key.use-own'],
    Page: lazy(async () => ({ default: (await import('./KeysPage.tsx')).KeysPage })),
  },
  {
    path: 'budgets',
    group: 'money',
    label: msg`Budgets`,
    icon: 'wallet',
    right: 'budget.read',
    Page: lazy(async () => ({ default: (await import('./BudgetsPage.tsx')).BudgetsPage })),
  },
  {
    path: 'spend',
    group: 'money',
    label: msg`Spend`,
    icon: 'coins',
    right: 'spend.read',
    Page: lazy(async () => ({ default: (await import('./SpendPage.tsx')).SpendPage })),
  },
  {
    path: 'prices',
    group: 'money',
    label: msg`Prices`,
    icon: 'list',
    right: 'spend.read',
    Page: lazy(async () => ({ default: (await import('./PricesPage.tsx')).PricesPage })),
  },
  {
    path: 'providers',
    group: 'models',
    label: msg`Providers`,
    icon: 'cloud',
    right: 'provider.manage',
    Page: lazy(async () => ({ default: (await import('./ProvidersPage.tsx')).ProvidersPage })),
  },
  {
    path: 'routes',
    group: 'models',
    label: msg`Routes`,
    icon: 'share',
    right: 'route.read',
    Page: lazy(async () => ({ default: (await import('./RoutesPage.tsx')).RoutesPage })),
  },
  {
    path: 'dependence',
    group: 'resilience',
    label: msg`Dependence`,
    icon: 'balance',
    right: 'route.read',
    Page: lazy(async () => ({ default: (await import('./DependencePage.tsx')).DependencePage })),
  },
  {
    path: 'drill',
    group: 'resilience',
    label: msg`Fire drill`,
    icon: 'flame',
    right: 'drill.run',
    Page: lazy(async () => ({ default: (await import('./DrillPage.tsx')).DrillPage })),
  },
  {
    path: 'people',
    group: 'people',
    label: msg`People`,
    icon: 'person',
    right: 'people.read',
    Page: lazy(async () => ({ default: (await import('./PeoplePage.tsx')).PeoplePage })),
  },
  {
    path: 'groups',
    group: 'people',
    label: msg`Groups`,
    icon: 'group',
    right: ['people.read', 'group.manage-members'],
    Page: lazy(async () => ({ default: (await import('./GroupsPage.tsx')).GroupsPage })),
  },
  {
    path: 'roles',
    group: 'people',
    label: msg`Roles`,
    icon: 'shield',
    right: 'people.read',
    Page: lazy(async () => ({ default: (await import('./RolesPage.tsx')).RolesPage })),
  },
  {
    path: 'service-accounts',
    group: 'people',
    label: msg`Service accounts`,
    icon: 'program',
    right: 'people.read',
    Page: lazy(async () => ({
      default: (await import('./ProgramAccountsPage.tsx')).ProgramAccountsPage,
    })),
  },
  {
    path: 'single-sign-on',
    group: 'people',
    label: msg`Single sign-on`,
    icon: 'share',
    right: 'sign-in.manage',
    Page: lazy(async () => ({
      default: (await import('./SignInMethodsPage.tsx')).SignInMethodsPage,
    })),
  },
  {
    path: 'sign-in-rules',
    group: 'people',
    label: msg`Sign-in rules`,
    icon: 'key',
    right: 'sign-in.manage',
    Page: lazy(async () => ({
      default: (await import('./SignInRulesPage.tsx')).SignInRulesPage,
    })),
  },
  {
    path: 'organisation',
    group: 'people',
    label: msg`Organisation`,
    icon: 'building',
    right: 'people.read',
    Page: lazy(async () => ({
      default: (await import('./OrganisationPage.tsx')).OrganisationPage,
    })),
  },
  {
    path: 'branding',
    group: 'people',
    label: msg`Branding`,
    icon: 'image',
    right: 'organisation.manage',
    Page: lazy(async () => ({ default: (await import('./BrandingPage.tsx')).BrandingPage })),
  },
  {
    path: 'glossaries',
    group: 'rules',
    label: msg`Glossaries`,
    icon: 'book',
    right: 'glossary.manage',
    Page: lazy(async () => ({ default: (await import('./GlossariesPage.tsx')).GlossariesPage })),
  },
  {
    path: 'policies',
    group: 'rules',
    label: msg`Policies`,
    icon: 'balance',
    right: 'policy.read',
    Page: lazy(async () => ({ default: (await import('./PoliciesPage.tsx')).PoliciesPage })),
  },
  {
    path: 'rights',
    group: 'records',
    label: msg`Rights of people`,
    icon: 'shield',
    right: 'rights.manage',
    Page: lazy(async () => ({ default: (await import('./RightsPage.tsx')).RightsPage })),
  },
  {
    path: 'retention',
    group: 'records',
    label: msg`Retention and holds`,
    icon: 'archive',
    right: 'retention.read',
    Page: lazy(async () => ({ default: (await import('./RetentionPage.tsx')).RetentionPage })),
  },
  {
    path: 'screening',
    group: 'rules',
    label: msg`Personal data and secrets`,
    icon: 'shield',
    right: 'screening.read',
    Page: lazy(async () => ({ default: (await import('./ScreeningPage.tsx')).ScreeningPage })),
  },
  {
    path: 'guardrails',
    group: 'rules',
    label: msg`Guardrails`,
    icon: 'shield',
    right: 'screening.read',
    Page: lazy(async () => ({ default: (await import('./GuardrailsPage.tsx')).GuardrailsPage })),
  },
  {
    path: 'audit',
    group: 'records',
    label: msg`Audit trail`,
    icon: 'list',
    right: 'audit.read',
    Page: lazy(async () => ({ default: (await import('./AuditPage.tsx')).AuditPage })),
  },
  {
    path: 'registers',
    group: 'records',
    label: msg`Registers`,
    icon: 'table',
    right: 'register.read',
    Page: lazy(async () => ({ default: (await import('./RegistersPage.tsx')).RegistersPage })),
  },
  {
    path: 'use-cases',
    group: 'records',
    label: msg`Use cases`,
    icon: 'list',
    right: 'register.read',
    Page: lazy(async () => ({ default: (await import('./UseCasesPage.tsx')).UseCasesPage })),
  },
  {
    path: 'approvals',
    group: 'records',
    label: msg`Approvals`,
    icon: 'success',
    right: 'register.read',
    Page: lazy(async () => ({ default: (await import('./ApprovalsPage.tsx')).ApprovalsPage })),
  },
  {
    path: 'course',
    group: 'records',
    label: msg`Course`,
    icon: 'person',
    right: 'register.read',
    Page: lazy(async () => ({ default: (await import('./LiteracyPage.tsx')).LiteracyPage })),
  },
]
