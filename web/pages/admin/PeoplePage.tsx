import { Route, Switch } from 'wouter'
import { PeopleList } from '../../components/people/PeopleList.tsx'
import { PersonView } from '../../components/people/PersonView.tsx'

/** Who there is, and one of them. */
export function PeoplePage() {
  return (
    <Switch>
      <Route path="/admin/people/:id">{({ id }) => <PersonView id={id} key={id} />}</Route>
      <Route>
        <PeopleList />
      </Route>
    </Switch>
  )
}
