import { Route, Switch } from 'wouter'
import { ComparePage } from '../compare/ComparePage.tsx'
import { LinkPage, SharedPage } from './SharedPage.tsx'
import { SharedLists } from './SharedLists.tsx'

/** Pages of the assistant that are not there at first: what is shared, and answers side by side. */
export function SharedRoutes() {
  return (
    <Switch>
      <Route path="/c/:id/compare/:question">
        {({ id, question }) => (
          <ComparePage conversationId={id} key={question} questionId={question} />
        )}
      </Route>
      <Route path="/s">
        <LinkPage />
      </Route>
      <Route path="/shared/:id">{({ id }) => <SharedPage id={id} key={id} />}</Route>
      <Route>
        <SharedLists />
      </Route>
    </Switch>
  )
}
