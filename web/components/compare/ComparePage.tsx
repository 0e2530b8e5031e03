import { Trans, useLingui } from '@lingui/react/macro'
import { useEffect, useState } from 'react'
import { useSearch } from 'wouter'
import type { Message } from '#wire/conversations.ts'
import { directionOf } from '../../i18n/direction.ts'
import { useStore } from '../../state/external-store.ts'
import type { Thread } from '../../state/thread.ts'
import { useApp } from '../app-context.ts'
import { FailureNotice } from '../FailureNotice.tsx'
import { useSharing } from '../sharing/use-sharing.ts'
import { LinkButton } from '../shell/LinkButton.tsx'
import { PageFrame } from '../shell/PageFrame.tsx'
import { PageTitle } from '../shell/PageTitle.tsx'
import { useMedia, WIDE } from '../use-media.ts'
import { useTask } from '../use-task.ts'
import { AnswerColumn } from './AnswerColumn.tsx'
import { AnswerTabs } from './AnswerTabs.tsx'
import { ChoiceBar, TextWish, type Chosen } from './ChoiceBar.tsx'

interface ComparePageProps {
  conversationId: string
  questionId: string
}

/** Several answers to one question beside each other, as they are written; one of them is what the conversation goes on with. */
export function ComparePage({ conversationId, questionId }: ComparePageProps) {
  const { t } = useLingui()
  const { threads } = useApp()
  const thread = threads.of(conversationId)
  const { messages, status } = useStore(thread.state)
  useEffect(() => threads.enter(thread), [threads, thread])
  const search = new URLSearchParams(useSearch())
  const question = messages.get(questionId)
  const answers = answersOf(messages, questionId, search.get('shown'))
  const back = (
    <LinkButton href={`/c/${conversationId}`} icon="conversation">
      <Trans>Back to the conversation</Trans>
    </LinkButton>
  )
  return (
    <PageFrame>
      <PageTitle actions={back} title={t`Compare models`} />
      {status === 'ready' && (!question || answers.length < 2) && (
        <p className="text-ink-muted">
          <Trans>There are not two answers to compare here any more.</Trans>
        </p>
      )}
      {question && (
        <section
          aria-label={t`The question`}
          className="mb-6 max-w-(--measure) rounded-lg bg-sea-soft px-4 py-2.5 whitespace-pre-wrap [overflow-wrap:anywhere]"
          dir={directionOf(question.lang)}
          lang={question.lang ?? ''}
        >
          {question.text}
        </section>
      )}
      {question && answers.length >= 2 && (
        <Choice
          answers={answers}
          isBlind={search.get('blind') === '1'}
          questionId={questionId}
          thread={thread}
        />
      )}
    </PageFrame>
  )
}

function answersOf(
  messages: ReadonlyMap<string, Message>,
  questionId: string,
  shown: string | null,
): Message[] {
  return (shown ?? '').split(',').flatMap((id) => {
    const message = messages.get(id)
    return message?.parentId === questionId && message.role === 'assistant' ? [message] : []
  })
}

interface ChoiceProps {
  answers: readonly Message[]
  isBlind: boolean
  questionId: string
  thread: Thread
}

function Choice({ answers, isBlind, questionId, thread }: ChoiceProps) {
  const { t } = useLingui()
  const client = useSharing()
  const isWide = useMedia(WIDE)
  const { run, failure, isRunning } = useTask()
  const [chosen, setChosen] = useState<Chosen | null>(null)
  const [mayUseText, setMayUseText] = useState(false)
  const { conversationId } = thread
  const isOver = answers.every(({ status }) => status !== 'streaming')

  async function choose(chosenId: string | null) {
    const shownIds = answers.map(({ id }) => id)
    const wish = { questionId, shownIds, chosenId, isBlind, mayUseText }
    const isKept = await run(() => client.choose(conversationId, wish))
    if (!isKept) return
    setChosen({ id: chosenId })
    if (chosenId !== null) thread.select(chosenId)
  }
  const columns = answers.map((answer, at) => ({
    id: answer.id,
    name: t`Answer ${String.fromCodePoint(65 + at)}`,
    content: (
      <AnswerColumn
        answer={answer}
        chosenId={chosen?.id ?? null}
        isBusy={isRunning}
        isNamed={!isBlind || chosen !== null}
        letter={String.fromCodePoint(65 + at)}
        onChoose={() => void choose(answer.id)}
        thread={thread}
      />
    ),
  }))
  return (
    <div className="grid gap-5">
      {isWide ? (
        <div
          className={`grid gap-4 ${answers.length > 2 ? 'xl:grid-cols-[repeat(auto-fit,minmax(17rem,1fr))]' : ''} md:grid-cols-2`}
        >
          {columns.map(({ id, content }) => (
            <div className="min-w-0" key={id}>
              {content}
            </div>
          ))}
        </div>
      ) : (
        <AnswerTabs tabs={columns} />
      )}
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      {chosen === null && <TextWish isGiven={mayUseText} onGive={setMayUseText} />}
      <ChoiceBar
        chosen={chosen}
        conversationId={conversationId}
        isBusy={isRunning}
        isOver={isOver}
        onNone={() => void choose(null)}
      />
    </div>
  )
}
