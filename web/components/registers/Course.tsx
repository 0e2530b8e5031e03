import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useState } from 'react'
import type { LiteracyModule, LiteracyResult } from '#wire/registers.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { useFormats } from '../charts/use-formats.ts'
import { FailureNotice } from '../FailureNotice.tsx'
import { RemoteStatus } from '../shell/RemoteStatus.tsx'
import { useRemote } from '../shell/use-remote.ts'
import { useTask } from '../use-task.ts'
import { useDocumentLang, useRegisters } from './use-registers.ts'

/** The short course for everybody who works with an AI. */
export function Course({ onDone }: { onDone: () => void }) {
  const client = useRegisters()
  const lang = useDocumentLang()
  const load = useCallback((signal: AbortSignal) => client.readCourse(lang, signal), [client, lang])
  const remote = useRemote(load)
  const { value, reload } = remote
  return (
    <>
      <RemoteStatus of={remote} />
      {value && (
        <Lessons
          course={value}
          key={lang}
          onDone={() => {
            reload()
            onDone()
          }}
        />
      )}
    </>
  )
}

function Lessons({ course, onDone }: { course: LiteracyModule; onDone: () => void }) {
  const formats = useFormats()
  const { minutes, lessons, completedAt } = course
  return (
    <section aria-labelledby="course" className="grid max-w-(--measure) gap-6">
      <header className="grid gap-2">
        <h2 className="font-display text-xl" id="course">
          {course.title}
        </h2>
        <p className="flex flex-wrap gap-2 text-sm text-ink-muted">
          <Plural value={minutes} one="About # minute" other="About # minutes" />
          {completedAt !== null && (
            <Badge icon="check" look="success">
              <Trans>done on {formats.moment(Date.parse(completedAt))}</Trans>
            </Badge>
          )}
        </p>
      </header>
      <ol className="grid gap-5">
        {lessons.map(({ title, text }, at) => (
          <li className="grid gap-1" key={title}>
            <h3 className="font-medium">
              {at + 1}. {title}
            </h3>
            {text.map((paragraph) => (
              <p key={paragraph}>{paragraph}</p>
            ))}
          </li>
        ))}
      </ol>
      <Questions course={course} onDone={onDone} />
    </section>
  )
}

function Questions({ course, onDone }: { course: LiteracyModule; onDone: () => void }) {
  const { t } = useLingui()
  const client = useRegisters()
  const lang = useDocumentLang()
  const { run, isRunning, failure } = useTask()
  const [answers, setAnswers] = useState<Record<string, number>>({})
  const [result, setResult] = useState<LiteracyResult | null>(null)
  const isWhole = course.questions.every(({ id }) => answers[id] !== undefined)
  async function send() {
    let said: LiteracyResult | undefined
    await run(async () => {
      said = await client.completeCourse({ answers, lang })
    })
    if (!said) return
    setResult(said)
    if (said.isPassed) onDone()
  }
  const hintOf = (id: string) => result?.wrong.find((one) => one.id === id)?.hint
  return (
    <form
      className="grid gap-5 rounded-lg border border-line bg-surface p-5"
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <h3 className="font-medium">
        <Trans>Five questions</Trans>
      </h3>
      {course.questions.map(({ id, question, options }) => (
        <fieldset className="grid gap-1 text-sm" key={id}>
          <legend className="font-medium">{question}</legend>
          {options.map((option, at) => (
            <label className="flex min-h-(--control) items-center gap-2" key={option}>
              <input
                checked={answers[id] === at}
                className="size-4 shrink-0 accent-sea"
                name={id}
                onChange={() => {
                  setAnswers((before) => ({ ...before, [id]: at }))
                  setResult(null)
                }}
                type="radio"
              />
              {option}
            </label>
          ))}
          {hintOf(id) !== undefined && <p className="text-warning">{hintOf(id)}</p>}
        </fieldset>
      ))}
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      {result?.isPassed && <Banner kind="success" title={t`All right. It is written down.`} />}
      {result && !result.isPassed && (
        <Banner kind="info" title={t`Not all of it is right yet. Read the hints and try again.`} />
      )}
      <p>
        <Button disabled={!isWhole} isBusy={isRunning} look="primary" type="submit">
          <Trans>Check my answers</Trans>
        </Button>
      </p>
    </form>
  )
}
