import { Route, Switch } from 'wouter'
import { ConversationPane } from '../components/ConversationPane.tsx'
import { NewChatPane } from '../components/NewChatPane.tsx'
import { Sidebar } from '../components/Sidebar.tsx'

export function AssistantPage() {
  return (
    <div className="grid h-full grid-cols-[18rem_minmax(0,1fr)]">
      <Sidebar />
      <Switch>
        <Route path="/c/:id">{({ id }) => <ConversationPane id={id} key={id} />}</Route>
        <Route>
          <NewChatPane />
        </Route>
      </Switch>
    </div>
  )
}
