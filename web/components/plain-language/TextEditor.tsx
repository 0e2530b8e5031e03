import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { FactPlace, PlainStandard, PlainText } from '#wire/plain-language.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { Disclosure } from '../../ui/Disclosure.tsx'
import { Select } from '../../ui/Select.tsx'
import { AiLabel } from '../approval/AiLabel.tsx'
import { FailureNotice } from '../FailureNotice.tsx'
import { CLASSES } from '../classification/class-texts.ts'
import { useMedia, WIDE } from '../use-media.ts'
import { useRights } from '../use-rights.ts'
import { PageTitle } from '../shell/PageTitle.tsx'
import { BlockPair } from './BlockPair.tsx'
import { Facts } from './Facts.tsx'
import { STATES, STATE_LOOKS } from './plain-names.ts'
import { Scores } from './Scores.tsx'
import { showInResult, showInSource } from './show-place.ts'
import { SignOffPanel } from './SignOffPanel.tsx'
import { usePlainClient } from './use-plain-client.ts'
import { usePlainText, type PlainTextDesk } from './use-plain-text.ts'

interface TextEditorProps {
  first: PlainText
  standards: readonly PlainStandard[]
  onGone: () => void
}

/** Source and text side by side, measured and compared, up to the sign-off. */
export function TextEditor({ first, standards, onGone }: TextEditorProps) {
  const { t } = useLingui()
  const client = usePlainClient()
  const desk = usePlainText(first)
  const { text, failure } = desk
  const isWide = useMedia(WIDE)
  const rights = useRights()
  const [side, setSide] = useState<'source' | 'result'>('result')
  const standard = standards.find(({ id }) => id === text.standardId)

  function show(where: 'source' | 'result', place: FactPlace) {
    setSide(where)
    // Once the side is there.
    setTimeout(() => (where === 'source' ? showInSource : showInResult)(place.blockId, place))
  }

  return (
    <>
      <PageTitle title={text.title}>
        <Facets text={text} isStored={desk.isStored} />
      </PageTitle>
      <div className="grid gap-6">
        {failure && <FailureNotice code={failure.code} detail={failure.message} />}
        <Toolbar desk={desk} mayAsk={rights.has('run.start')} standards={standards} />
        {standard && <Rules standard={standard} />}
        <Scores check={text.check} />
        {!isWide && <SideSwitch onChange={setSide} side={side} />}
        <ol aria-label={t`Parts of the text`} className="grid gap-6">
          {text.blocks.map((block, at) => (
            <BlockPair
              block={block}
              desk={desk}
              key={block.id}
              mayAsk={rights.has('run.start')}
              number={at + 1}
              onShow={showInResult}
              side={isWide ? 'both' : side}
            />
          ))}
        </ol>
        <Facts
          differences={text.check.differences}
          lang={text.lang}
          onDecide={(key, decision) =>
            void desk.change(() => client.decide(text.id, { key, decision }))
          }
          onShow={show}
        />
        <SignOffPanel desk={desk} onGone={onGone} />
      </div>
    </>
  )
}

type Side = 'source' | 'result'

function SideSwitch({ side, onChange }: { side: Side; onChange: (side: Side) => void }) {
  const { t } = useLingui()
  return (
    <fieldset className="flex gap-2">
      <legend className="sr-only">{t`What is shown`}</legend>
      <Button
        aria-pressed={side === 'source'}
        look={side === 'source' ? 'primary' : 'quiet'}
        onClick={() => onChange('source')}
      >
        <Trans comment="The text that is rewritten">Source</Trans>
      </Button>
      <Button
        aria-pressed={side === 'result'}
        look={side === 'result' ? 'primary' : 'quiet'}
        onClick={() => onChange('result')}
      >
        <Trans comment="What the text is rewritten to">In plain language</Trans>
      </Button>
    </fieldset>
  )
}

function Facets({ text, isStored }: { text: PlainText; isStored: boolean }) {
  const { i18n } = useLingui()
  const { state, classification, ownerName, isOwn } = text
  return (
    <p className="flex flex-wrap items-center gap-2 text-sm">
      <Badge look={STATE_LOOKS[state]}>{i18n._(STATES[state])}</Badge>
      <Badge icon={CLASSES[classification].icon}>{i18n._(CLASSES[classification].name)}</Badge>
      {text.blocks.some(({ modelId }) => modelId !== null) && <AiLabel />}
      {!isOwn && <bdi>{ownerName}</bdi>}
      <output className="text-ink-muted">
        {isStored ? <Trans>Saved</Trans> : <Trans>Saving…</Trans>}
      </output>
    </p>
  )
}

interface ToolbarProps {
  desk: PlainTextDesk
  standards: readonly PlainStandard[]
  mayAsk: boolean
}

function Toolbar({ desk, standards, mayAsk }: ToolbarProps) {
  const { t } = useLingui()
  const client = usePlainClient()
  const { text, working } = desk
  const isWhole = text.blocks.every((block) => block.text.trim() !== '')
  const isEmpty = text.blocks.every((block) => block.text.trim() === '')
  const own = standards.filter(({ lang }) => lang === text.lang)
  return (
    <div className="flex flex-wrap items-end gap-3">
      <Select
        className="min-w-56"
        label={t`Way of writing`}
        onChange={({ target }) =>
          void desk.change(() => client.update(text.id, { standardId: target.value }))
        }
        options={own.map(({ id, name, lang }) => ({ value: id, name, lang }))}
        value={text.standardId}
      />
      {working ? (
        <Button icon="stop" onClick={desk.stop}>
          <Trans>Stop</Trans>
        </Button>
      ) : (
        mayAsk && (
          <>
            {!isWhole && (
              <Button icon="model" look="primary" onClick={() => desk.rewrite({})}>
                {isEmpty ? <Trans>Rewrite the text</Trans> : <Trans>Rewrite the other parts</Trans>}
              </Button>
            )}
            {!isEmpty && !text.isSecondRead && (
              <Button disabled={!desk.isStored} icon="compare" onClick={desk.readSecond}>
                <Trans>Let a model compare the statements</Trans>
              </Button>
            )}
          </>
        )
      )}
      {working?.what === 'read' && (
        <output className="text-sm text-ink-muted">
          <Trans>A model reads both texts…</Trans>
        </output>
      )}
    </div>
  )
}

function Rules({ standard }: { standard: PlainStandard }) {
  const { name, lang, rules, source, standing } = standard
  return (
    <Disclosure
      icon="book"
      title={
        <>
          <Trans>Rules</Trans>: <span lang={lang}>{name}</span>
        </>
      }
    >
      <ul className="list-disc ps-5 text-sm" lang={lang}>
        {rules.map((rule) => (
          <li key={rule}>{rule}</li>
        ))}
      </ul>
      <p className="mt-3 text-sm text-ink-muted">
        {standing === 'norm' && <Trans>A standards body or a law stands behind it.</Trans>}
        {standing === 'guideline' && <Trans>An established guideline.</Trans>}
        {standing === 'general' && (
          <Trans>General rules: there is no established norm for this language.</Trans>
        )}{' '}
        <span dir="auto">{source}</span>
      </p>
    </Disclosure>
  )
}
