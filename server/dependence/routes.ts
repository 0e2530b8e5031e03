import { Hono } from 'hono'
import { z } from 'zod'
import {
  RouteList,
  StartDrill,
  type DependenceReport,
  type DrillReport,
  type DrillState,
  type LiveDrill,
} from '#wire/dependence.ts'
import type { ApiEnv } from '#server/access/api-env.ts'
import { requireAllowed } from '#server/access/require-allowed.ts'
import { body } from '#server/http/body.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Dependence } from './dependence.ts'
import { writeReportPdf } from './report-pdf.ts'

const Days = z.coerce.number().int().min(1).max(366).default(30)

/** Routes, drills and the dependence report, under `/api`. */
export function createDependenceRoutes(dependence: Dependence): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()

  routes.get('/routes', (c) => {
    requireAllowed(c.var.principal, 'route.read', { kind: 'route' })
    return c.json({ routes: dependence.routes(c.var.principal) } satisfies z.infer<
      typeof RouteList
    >)
  })

  routes.get('/drill', async (c) => {
    requireAllowed(c.var.principal, 'route.read', { kind: 'route' })
    return c.json((await dependence.state(c.var.principal)) satisfies DrillState)
  })
  routes.post('/drill', body(StartDrill), async (c) => {
    const { principal } = c.var
    requireAllowed(principal, 'drill.run', { kind: 'route' })
    const drill = c.req.valid('json')
    if (drill.mode === 'live') {
      const live: LiveDrill = await dependence.start(principal, drill.lose, drill.minutes)
      return c.json(live, 201)
    }
    const report: DrillReport = await dependence.rehearse(principal, drill.lose, drill.days)
    return c.json(report)
  })
  routes.delete('/drill', async (c) => {
    requireAllowed(c.var.principal, 'drill.run', { kind: 'route' })
    await dependence.end(c.var.principal)
    return c.body(null, 204)
  })

  routes.get('/dependence', async (c) => {
    const { principal } = c.var
    requireAllowed(principal, 'route.read', { kind: 'route' })
    const report: DependenceReport = await dependence.report(principal, daysOf(c.req.query('days')))
    return c.json(report)
  })
  routes.get('/dependence.pdf', async (c) => {
    const { principal } = c.var
    requireAllowed(principal, 'route.read', { kind: 'route' })
    const report = await dependence.report(principal, daysOf(c.req.query('days')))
    const day = report.until.slice(0, 10)
    return c.body(writeReportPdf(report), 200, {
      'content-type': 'application/pdf',
      'content-disposition': `attachment; filename="galerne-dependence-${day}.pdf"`,
    })
  })
  return routes
}

function daysOf(text: string | undefined): number {
  const days = Days.safeParse(text)
  if (days.success) return days.data
  throw new AppError('invalid_request', '“days” must be a whole number from 1 to 366.', {
    param: 'days',
  })
}
