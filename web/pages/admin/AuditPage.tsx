import { Route, Switch } from 'wouter'
import { AuditEntryView } from './audit/AuditEntryView.tsx'
import { AuditTrail } from './audit/AuditTrail.tsx'

/** The audit trail, and one entry of it. */
export function AuditPage() {
  return (
    <Switch>
      <Route path="/admin/audit/:sequence">
        {({ sequence }) => <AuditEntryView sequence={sequence} key={sequence} />}
      </Route>
      <Route>
        <AuditTrail />
      </Route>
    </Switch>
  )
}
