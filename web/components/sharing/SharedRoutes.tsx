import { lazy } from 'react'
import { Route, Switch } from 'wouter'
import { ComparePage } from '../compare/ComparePage.tsx'
import { LinkPage, SharedPage } from './SharedPage.tsx'
import { SharedLists } from './SharedLists.tsx'

const TranslatePage = lazy(async () => ({
  default: (await import('../language/TranslatePage.tsx')).TranslatePage,
}))
const TranslatedConversationPage = lazy(async () => ({
  default: (await import('../language/TranslatedConversationPage.tsx')).TranslatedConversationPage,
}))
const PlainPage = lazy(async () => ({
  default: (await import('../plain-language/PlainPage.tsx')).PlainPage,
}))

/** Pages of the assistant that are not there at first: what is shared, answers side by side, and texts in other languages. */
export function SharedRoutes() {
  return (
    <Switch>
      <Route path="/c/:id/compare/:question">
        {({ id, question }) => (
          <ComparePage conversationId={id} key={question} questionId={question} />
        )}
      </Route>
      <Route path="/c/:id/in/:lang">
        {({ id, lang }) => <TranslatedConversationPage id={id} key={`${id} ${lang}`} lang={lang} />}
      </Route>
      <Route path="/translate">
        <TranslatePage />
      </Route>
      <Route path="/plain/:id?">{({ id }) => <PlainPage id={id} />}</Route>
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
