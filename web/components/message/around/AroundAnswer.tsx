import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import type { Message } from '#wire/conversations.ts'
import { directionOf } from '../../../i18n/direction.ts'
import { useStore } from '../../../state/external-store.ts'
import type { Thread } from '../../../state/thread.ts'
import { Icon } from '../../../ui/Icon.tsx'
import { IconButton } from '../../../ui/IconButton.tsx'
import { useApp } from '../../app-context.ts'
import { MESSAGE_FIELD_ID } from '../../composer-handle.ts'
import { FailureNotice } from '../../FailureNotice.tsx'
import { useTask } from '../../use-task.ts'
import { ProposalCard } from './ProposalCard.tsx'
import { useAround } from './use-around.ts'

interface AroundAnswerProps {
  message: Message
  thread: Thread
}

/** Below the last answer: what may be asked next, and what might be remembered. */
export function AroundAnswer({ message, thread }: AroundAnswerProps) {
  const { t } = useLingui()
  const { reading } = useApp()
  const isSilent = useStore(reading.mode) === 'nothing'
  const { around, isFresh, setAround } = useAround(message)
  const { questions = [], lang = null, proposal = null } = around ?? {}
  const count = questions.length
  const told =
    count > 0
      ? t`${plural(count, { one: '# suggested question below the answer.', other: '# suggested questions below the answer.' })}`
      : proposal && t`Remember this?`
  return (
    <>
      {count > 0 && (
        <Questions lang={lang} parentId={message.id} questions={questions} thread={thread} />
      )}
      {around && proposal && (
        <ProposalCard onDone={() => setAround({ ...around, proposal: null })} proposal={proposal} />
      )}
      {/* There before there is anything to say, or it would not be said. */}
      <output className="sr-only">{isFresh && !isSilent && told}</output>
    </>
  )
}

interface QuestionsProps {
  questions: readonly string[]
  lang: string | null
  parentId: string
  thread: Thread
}

/** A press sends one as it is; its pencil, or Alt and a press, puts it into the field. */
function Questions({ questions, lang, parentId, thread }: QuestionsProps) {
  const { t } = useLingui()
  const { createKey, drafts, language } = useApp()
  const { run, isRunning, failure } = useTask()

  const send = (text: string) =>
    run(() =>
      thread.start(
        { kind: 'message', parentId, text, interfaceLang: language.language.get() },
        createKey(),
      ),
    )
  function fill(text: string) {
    drafts.set(thread.conversationId, text)
    document.querySelector<HTMLTextAreaElement>(`#${MESSAGE_FIELD_ID}`)?.focus()
  }
  return (
    <section aria-label={t`Suggested questions`} className="mt-3 grid gap-1 print:hidden">
      <ul className="grid justify-items-start gap-1">
        {questions.map((question) => (
          <li
            className="flex max-w-full items-stretch rounded-lg border border-line hover:border-line-strong"
            key={question}
          >
            <button
              className="flex min-h-(--control) min-w-0 items-center gap-2 rounded-s-lg px-3 py-1.5 text-start text-sm text-sea-ink hover:bg-hover disabled:opacity-45"
              disabled={isRunning}
              onClick={(event) => (event.altKey ? fill(question) : void send(question))}
              type="button"
            >
              <Icon name="send" size={16} />
              <span dir={directionOf(lang)} lang={lang ?? ''}>
                {question}
              </span>
            </button>
            <IconButton
              aria-description={question}
              className="h-auto! rounded-s-none"
              icon="edit"
              label={t`Edit`}
              onClick={() => fill(question)}
            />
          </li>
        ))}
      </ul>
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
    </section>
  )
}
