import { Route, Switch } from 'wouter'
import { RequestDetails } from './observability/RequestDetails.tsx'
import { RequestList } from './observability/RequestList.tsx'

/** The request log, and one request of it. */
export function RequestsPage() {
  return (
    <Switch>
      <Route path="/admin/requests/:id">{({ id }) => <RequestDetails id={id} key={id} />}</Route>
      <Route>
        <RequestList />
      </Route>
    </Switch>
  )
}
