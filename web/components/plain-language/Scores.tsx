import { Trans, useLingui } from '@lingui/react/macro'
import type { Measure, PlainTextCheck } from '#wire/plain-language.ts'
import { useFormats } from '../charts/use-formats.ts'
import { Arrow } from './Arrow.tsx'
import { BANDS, VALIDITIES } from './plain-names.ts'

/** How easy it was to read, and is: a scale for each formula, and what is counted. */
export function Scores({ check }: { check: PlainTextCheck }) {
  const { t } = useLingui()
  const formats = useFormats()
  const { before, after } = check
  const rows = [
    { name: t`Words in a sentence`, was: before.sentenceWords, is: after.sentenceWords },
    { name: t`Letters in a word`, was: before.wordLetters, is: after.wordLetters },
    { name: t`Long words, per cent`, was: before.longWordShare, is: after.longWordShare },
    { name: t`Words`, was: before.words, is: after.words },
  ]
  const hasText = after.words > 0
  return (
    <section aria-label={t`Readability`} className="grid gap-4 md:grid-cols-2">
      <div className="grid content-start gap-4">
        {before.measures.map((was) => (
          <Scale is={after.measures.find(({ id }) => id === was.id)} key={was.id} was={was} />
        ))}
        {before.measures.length === 0 && (
          <p className="text-sm text-ink-muted">
            <Trans>The text is too short to be measured.</Trans>
          </p>
        )}
      </div>
      <table className="h-fit w-full text-sm">
        <thead>
          <tr className="text-ink-muted">
            <th className="py-1 text-start font-normal" scope="col">
              <Trans>Readability</Trans>
            </th>
            <th className="py-1 text-end font-normal" scope="col">
              <Trans comment="Above a column: as the text was">Before</Trans>
            </th>
            <th className="py-1 text-end font-normal" scope="col">
              <Trans comment="Above a column: as the text is now">After</Trans>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, was, is }) => (
            <tr className="border-t border-line" key={name}>
              <th className="py-1 text-start font-normal" scope="row">
                {name}
              </th>
              <td className="py-1 text-end">{formats.decimal(was)}</td>
              <td className="py-1 text-end font-medium">{hasText ? formats.decimal(is) : '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Scale({ was, is }: { was: Measure; is: Measure | undefined }) {
  const { i18n, t } = useLingui()
  const formats = useFormats()
  const wasWord = i18n._(BANDS[was.band])
  const isWord = is && i18n._(BANDS[is.band])
  return (
    <div className="grid gap-1 text-sm">
      <p className="flex flex-wrap justify-between gap-x-3">
        <bdi className="font-medium">{was.name}</bdi>
        <span>
          {formats.decimal(was.value)} ({wasWord})
          {is && (
            <>
              {' '}
              <Arrow /> <strong>{formats.decimal(is.value)}</strong> ({isWord})
            </>
          )}
        </span>
      </p>
      <div
        aria-hidden
        className="relative h-2 rounded-full bg-linear-to-r from-success via-warning to-danger rtl:bg-linear-to-l"
      >
        <Mark at={was.position} look="border-2 border-ink bg-surface" />
        {is && <Mark at={is.position} look="bg-ink" />}
      </div>
      <p className="flex justify-between text-xs text-ink-muted">
        <span>{t`very easy`}</span>
        <span>{t`very hard`}</span>
      </p>
      <p className="text-xs text-ink-muted">
        {i18n._(VALIDITIES[was.validity])} <bdi>{was.source}</bdi>
      </p>
    </div>
  )
}

function Mark({ at, look }: { at: number; look: string }) {
  return (
    <span
      className={`absolute -top-1 size-4 -translate-x-1/2 rounded-full rtl:translate-x-1/2 ${look}`}
      style={{ insetInlineStart: `${at * 100}%` }}
    />
  )
}
