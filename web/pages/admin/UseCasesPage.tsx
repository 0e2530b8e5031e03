import { Route, Switch } from 'wouter'
import { UseCaseList } from '../../components/registers/UseCaseList.tsx'
import { UseCaseView } from '../../components/registers/UseCaseView.tsx'

/** What AI is used for, and one of these uses. */
export function UseCasesPage() {
  return (
    <Switch>
      <Route path="/admin/use-cases/:id">{({ id }) => <UseCaseView id={id} key={id} />}</Route>
      <Route>
        <UseCaseList />
      </Route>
    </Switch>
  )
}
