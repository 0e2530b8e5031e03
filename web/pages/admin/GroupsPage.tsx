import { Route, Switch } from 'wouter'
import { GroupList } from '../../components/people/GroupList.tsx'
import { GroupView } from '../../components/people/GroupView.tsx'

/** The groups, and one of them. */
export function GroupsPage() {
  return (
    <Switch>
      <Route path="/admin/groups/:id">{({ id }) => <GroupView id={id} key={id} />}</Route>
      <Route>
        <GroupList />
      </Route>
    </Switch>
  )
}
