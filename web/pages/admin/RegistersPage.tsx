import { Redirect, Route, Switch } from 'wouter'
import { RegisterName } from '#wire/registers.ts'
import { RegisterList } from '../../components/registers/RegisterList.tsx'
import { RegisterView } from '../../components/registers/RegisterView.tsx'

/** The registers, and one of them. */
export function RegistersPage() {
  return (
    <Switch>
      <Route path="/admin/registers/:name">
        {({ name }) => {
          const known = RegisterName.safeParse(name)
          if (!known.success) return <Redirect replace to="/admin/registers" />
          return <RegisterView key={known.data} name={known.data} />
        }}
      </Route>
      <Route>
        <RegisterList />
      </Route>
    </Switch>
  )
}
