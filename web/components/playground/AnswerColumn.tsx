import { Trans, useLingui } from '@lingui/react/macro'
import type { CatalogueModel } from '#wire/catalogue.ts'
import type { PlaygroundAnswer } from '#wire/playground.ts'
import { Badge } from '../../ui/Badge.tsx'
import { CodeBlock } from '../../ui/CodeBlock.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Select } from '../../ui/Select.tsx'
import { AnswerText } from '../AnswerText.tsx'
import { AiLabel } from '../approval/AiLabel.tsx'
import { WhereBadge } from '../catalogue/badges.tsx'
import { placesOf } from '../catalogue/where-computed.ts'
import { FailureNotice } from '../FailureNotice.tsx'
import { Reasoning } from '../Reasoning.tsx'
import { useMarkdownLabels } from '../use-markdown-labels.ts'
import { AnswerVerdict } from './AnswerVerdict.tsx'
import type { Column, Distinction } from './column.ts'
import { formatJson } from './json-checks.ts'
import { Measures } from './Measures.tsx'

interface AnswerColumnProps {
  /** Counted from one, to tell them apart. */
  number: number
  models: readonly CatalogueModel[]
  modelId: string
  column: Column | undefined
  distinction: Distinction | undefined
  /** What the answer must keep to; empty: nothing. */
  schema: string
  /** Pictures were asked about that this model does not see. */
  isBlind: boolean
  onChoose: (id: string) => void
  onStop: () => void
  /** Undefined: it is the only one. */
  onRemove: (() => void) | undefined
}

/** One model and what it answers. */
export function AnswerColumn(props: AnswerColumnProps) {
  const { number, models, modelId, column, distinction, schema, isBlind } = props
  const { t } = useLingui()
  const model = models.find(({ id }) => id === modelId)
  const options = models.map(({ id, name }) => ({ value: id, name }))
  const isKnown = model !== undefined || modelId === ''
  return (
    <section
      aria-label={t`Model ${number}`}
      className="flex min-w-0 flex-col rounded-lg border border-line bg-surface"
    >
      <div className="flex items-end gap-1 border-b border-line p-3">
        <Select
          className="min-w-0 grow"
          label={t`Model ${number}`}
          onChange={({ target }) => props.onChoose(target.value)}
          options={isKnown ? options : [{ value: modelId, name: modelId }, ...options]}
          value={modelId}
        />
        {column?.isRunning && (
          <IconButton icon="stop" label={t`Stop model ${number}`} onClick={props.onStop} />
        )}
        {props.onRemove && (
          <IconButton icon="close" label={t`Take model ${number} away`} onClick={props.onRemove} />
        )}
      </div>
      <div className="flex flex-wrap gap-1.5 px-3 pt-2.5">
        {placesOf(model?.deployments ?? []).map((where) => (
          <WhereBadge key={where} where={where} />
        ))}
        <Distinctions distinction={distinction} />
      </div>
      {isBlind && (
        <p className="px-3 pt-2 text-sm text-ink-muted">
          <Trans>It does not read images: it is asked without them.</Trans>
        </p>
      )}
      <div aria-busy={column?.isRunning ?? false} className="min-h-40 min-w-0 grow p-3 text-sm">
        {column ? (
          <Answer column={column} schema={schema} />
        ) : (
          <p className="text-ink-faint">
            <Trans>Its answer will stand here.</Trans>
          </p>
        )}
      </div>
      {column && <Measures column={column} />}
    </section>
  )
}

function Distinctions({ distinction }: { distinction: Distinction | undefined }) {
  if (!distinction) return null
  const { isQuickest, isFastest, isCheapest } = distinction
  return (
    <>
      {isQuickest && (
        <Badge look="success">
          <Trans>First to begin</Trans>
        </Badge>
      )}
      {isFastest && (
        <Badge look="success">
          <Trans>Fastest</Trans>
        </Badge>
      )}
      {isCheapest && (
        <Badge look="success">
          <Trans>Cheapest</Trans>
        </Badge>
      )}
    </>
  )
}

function Answer({ column, schema }: { column: Column; schema: string }) {
  const { answer, isRunning } = column
  const { text, reasoning, toolCalls, error } = answer
  const isEmpty = text === '' && reasoning === '' && toolCalls.length === 0
  return (
    <div className="grid min-w-0 gap-3">
      {isRunning && isEmpty && <span aria-hidden="true" className="waiting-gust mt-2" />}
      {reasoning !== '' && (
        <Reasoning isStreaming={isRunning && text === ''} lang={null} text={reasoning} />
      )}
      {text !== '' && (
        <p className="text-xs">
          <AiLabel />
        </p>
      )}
      <Text answer={answer} isJson={schema !== ''} isRunning={isRunning} />
      {toolCalls.map(({ name, arguments: json }, at) => (
        <ToolCall isComplete={!isRunning} json={json} key={`${at} ${name}`} name={name} />
      ))}
      {error && (
        <FailureNotice code={error.code} detail={error.message} requestId={error.requestId} />
      )}
      {!isRunning && !error && text !== '' && <AnswerVerdict schema={schema} text={text} />}
      {!isRunning && !error && <Ending answer={answer} />}
    </div>
  )
}

interface TextProps {
  answer: PlaygroundAnswer
  isJson: boolean
  isRunning: boolean
}

function Text({ answer: { text }, isJson, isRunning }: TextProps) {
  const labels = useMarkdownLabels()
  if (text === '') return null
  if (!isJson) return <AnswerText isStreaming={isRunning} lang={null} text={text} />
  return (
    <CodeBlock
      code={isRunning ? text : formatJson(text)}
      isComplete={!isRunning}
      labels={{ copy: labels.copyCode, copied: labels.codeCopied, name: labels.codeIn }}
      language="json"
    />
  )
}

interface ToolCallProps {
  name: string
  json: string
  isComplete: boolean
}

function ToolCall({ name, json, isComplete }: ToolCallProps) {
  const labels = useMarkdownLabels()
  return (
    <div>
      <p className="mb-1 text-xs text-ink-muted">
        <Trans>
          Calls the tool <code className="font-mono text-ink">{name}</code>
        </Trans>
      </p>
      <CodeBlock
        code={isComplete ? formatJson(json) : json}
        isComplete={isComplete}
        labels={{ copy: labels.copyCode, copied: labels.codeCopied, name: labels.codeIn }}
        language="json"
      />
    </div>
  )
}

/** Why it stopped, where that is not simply the end. */
function Ending({ answer: { finish, receipt } }: { answer: PlaygroundAnswer }) {
  if (finish === 'length') {
    return (
      <Badge icon="warning" look="warning">
        <Trans>cut off: no more tokens were allowed</Trans>
      </Badge>
    )
  }
  if (finish === 'content-filter' || finish === 'refusal') {
    return (
      <Badge icon="warning" look="warning">
        <Trans>the provider refused to go on</Trans>
      </Badge>
    )
  }
  if (finish === null && receipt === null) {
    return (
      <Badge>
        <Trans>stopped</Trans>
      </Badge>
    )
  }
  return null
}
