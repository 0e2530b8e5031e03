import { Trans, useLingui } from '@lingui/react/macro'
import type { PlainBlock } from '#wire/plain-language.ts'
import { Button } from '../../ui/Button.tsx'
import { Spinner } from '../../ui/Spinner.tsx'
import { directionOf } from '../../i18n/direction.ts'
import { Findings } from './Findings.tsx'
import { MarkedField } from './MarkedField.tsx'
import type { PlainTextDesk } from './use-plain-text.ts'
import { resultId, sourceId } from './show-place.ts'

interface BlockPairProps {
  block: PlainBlock
  desk: PlainTextDesk
  number: number
  /** Of a narrow window: the other is behind a switch. */
  side: 'both' | 'source' | 'result'
  mayAsk: boolean
  onShow: (blockId: string, range: { start: number; end: number }) => void
}

/** One part of a text: what it was, and beside it what it has become. */
export function BlockPair({ block, desk, number, side, mayAsk, onShow }: BlockPairProps) {
  const { t } = useLingui()
  const { lang } = desk.text
  const { id } = block
  const text = desk.textOf(id)
  const isWritten = desk.working?.what === 'rewrite' && desk.working.blockId === id
  // Marks of words that are being changed would stand in the wrong places.
  const findings = text === block.text ? block.findings : []
  return (
    <li className="grid items-start gap-3 md:grid-cols-2 md:gap-6">
      {side !== 'result' && (
        <div
          className="rounded-md bg-sunken px-3 py-2 text-base/7 whitespace-pre-wrap [overflow-wrap:anywhere]"
          dir={directionOf(lang)}
          id={sourceId(id)}
          lang={lang}
          tabIndex={-1}
        >
          {block.source}
        </div>
      )}
      {side !== 'source' && (
        <div className="grid min-w-0 gap-2">
          {isWritten ? (
            <Writing
              lang={lang}
              text={desk.working?.text ?? ''}
              attempt={desk.working?.attempt ?? 1}
            />
          ) : (
            <MarkedField
              findings={findings}
              id={resultId(id)}
              label={t`Text of part ${number}`}
              lang={lang}
              onChange={(written) => desk.type(id, written)}
              value={text}
            />
          )}
          <Notes desk={desk} blockId={id} />
          {!isWritten && (
            <div className="flex flex-wrap gap-1">
              {mayAsk && <Asking block={block} desk={desk} text={text} />}
              {block.made !== null && block.made !== text && (
                <Button look="bare" onClick={() => desk.type(id, block.made ?? '')}>
                  <Trans>Back to the model’s version</Trans>
                </Button>
              )}
            </div>
          )}
          {!isWritten && (
            <Findings
              findings={findings}
              lang={lang}
              onShow={(finding) => onShow(id, finding)}
              text={text}
            />
          )}
        </div>
      )}
    </li>
  )
}

function Asking({ block, desk, text }: { block: PlainBlock; desk: PlainTextDesk; text: string }) {
  const isBusy = desk.working !== null
  const { id: blockId } = block
  return (
    <>
      <Button
        disabled={isBusy}
        icon="retry"
        look="bare"
        onClick={() => desk.rewrite({ blockId, how: 'again' })}
      >
        {text === '' ? <Trans>Rewrite this part</Trans> : <Trans>Try again</Trans>}
      </Button>
      {text !== '' && (
        <Button
          disabled={isBusy || !desk.isStored}
          icon="wrap"
          look="bare"
          onClick={() => desk.rewrite({ blockId, how: 'shorter' })}
        >
          <Trans>Shorter sentences</Trans>
        </Button>
      )}
    </>
  )
}

function Writing({ text, lang, attempt }: { text: string; lang: string; attempt: number }) {
  return (
    <div className="grid gap-2 rounded-md border border-dashed border-line px-3 py-2">
      <p className="flex items-center gap-2 text-sm text-ink-muted">
        <Spinner size={16} />
        {attempt > 1 ? (
          <Trans>Once more: it was not easy enough, or something was missing.</Trans>
        ) : (
          <Trans>The model is writing…</Trans>
        )}
      </p>
      <p
        className="text-base/7 whitespace-pre-wrap [overflow-wrap:anywhere]"
        dir={directionOf(lang)}
        lang={lang}
      >
        {text}
      </p>
    </div>
  )
}

function Notes({ desk, blockId }: { desk: PlainTextDesk; blockId: string }) {
  const problem = desk.problems[blockId] ?? null
  if (problem === null) return null
  return (
    <p className="rounded-md bg-warning-soft px-3 py-2 text-sm" role="note">
      {problem === 'language' && (
        <Trans>The model may have written in another language. Look at it with care.</Trans>
      )}
      {problem === 'not-easier' && (
        <Trans>Even the second attempt is no easier to read than the source.</Trans>
      )}
      {problem === 'cut-off' && <Trans>The model did not come to its end.</Trans>}
    </p>
  )
}
