import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { useLocation, useSearchParams } from 'wouter'
import type { CatalogueModel } from '#wire/catalogue.ts'
import { MAX_PLAYGROUND_MODELS, type Playground, type PlaygroundPrompt } from '#wire/playground.ts'
import { Button } from '../../ui/Button.tsx'
import { copyText } from '../../ui/copy-text.ts'
import { Kbd } from '../../ui/Kbd.tsx'
import { PageTitle } from '../shell/PageTitle.tsx'
import { useToast } from '../shell/Toasts.tsx'
import { useTask } from '../use-task.ts'
import { AnswerColumn } from './AnswerColumn.tsx'
import { CodeDialog } from './CodeDialog.tsx'
import { EMPTY_PROMPT } from './code-samples.ts'
import { distinctionsOf, keptColumn, type Column } from './column.ts'
import { checkSchema, checkTools } from './json-checks.ts'
import { PromptEditor } from './PromptEditor.tsx'
import { SaveDialog } from './SaveDialog.tsx'
import { SavedList } from './SavedList.tsx'
import { usePlaygroundClient, useRuns } from './use-playground.ts'

interface WorkbenchProps {
  models: readonly CatalogueModel[]
  /** Null: a new one. */
  saved: Playground | null
  onSaved: () => void
}

/** Prompt on one side, answers on the other. */
export function Workbench({ models, saved, onSaved }: WorkbenchProps) {
  const { t } = useLingui()
  const [asked] = useSearchParams()
  const [prompt, setPrompt] = useState<PlaygroundPrompt>(saved?.state.prompt ?? EMPTY_PROMPT)
  const [chosen, setChosen] = useState(() => saved?.state.models ?? firstChoice(models, asked))
  const [kept] = useState(() => saved?.state.answers.map(keptColumn) ?? [])
  const [open, setOpen] = useState<'none' | 'save' | 'code'>('none')
  const runs = useRuns()
  const columns = runs.columns.length > 0 ? runs.columns : kept
  const sees = (id: string) => models.find((model) => model.id === id)?.capabilities.vision ?? false
  const isReady = isComplete(prompt) && chosen.length > 0
  const close = () => setOpen('none')

  function run() {
    if (!isReady) return
    runs.start(
      chosen.map((model) => ({
        model,
        prompt: sees(model) ? prompt : { ...prompt, images: [] },
      })),
    )
  }
  return (
    <>
      <PageTitle actions={<Actions onOpen={setOpen} />} title={saved?.title ?? t`Playground`}>
        <Trans>The same prompt to up to four models, side by side.</Trans>
      </PageTitle>
      <div className="grid gap-6 xl:grid-cols-[24rem_1fr]">
        <div className="grid content-start gap-4">
          <PromptEditor
            canSee={chosen.some(sees)}
            onChange={(change) => setPrompt((before) => ({ ...before, ...change }))}
            onRun={run}
            prompt={prompt}
          />
          <RunBar
            isReady={isReady}
            isRunning={runs.isRunning}
            onRun={run}
            onStop={() => runs.stop()}
          />
        </div>
        <Columns
          chosen={chosen}
          columns={columns}
          models={models}
          onChoose={(next, at) => {
            setChosen(next)
            // The answers of the others stay where they are.
            runs.setColumns(at === null ? columns : columns.filter((_one, index) => index !== at))
          }}
          onStop={runs.stop}
          prompt={prompt}
          sees={sees}
        />
      </div>
      {open === 'code' && <CodeDialog models={chosen} onClose={close} prompt={prompt} />}
      {open === 'save' && (
        <Saving
          columns={columns}
          models={chosen}
          onClose={close}
          onSaved={onSaved}
          prompt={prompt}
          saved={saved}
        />
      )}
    </>
  )
}

/** The one that the address names, else the first, with another beside it. */
function firstChoice(models: readonly CatalogueModel[], asked: URLSearchParams): string[] {
  const usual = models.find(({ isDefault }) => isDefault) ?? models[0]
  const wanted = models.find(({ id }) => id === asked.get('model')) ?? usual
  const other = models.find(({ id }) => id !== wanted?.id)
  return [wanted, other].flatMap((model) => model?.id ?? [])
}

function isComplete({ text, tools, schema }: PlaygroundPrompt): boolean {
  return text.trim() !== '' && checkTools(tools) === null && checkSchema(schema) === null
}

function Actions({ onOpen }: { onOpen: (what: 'save' | 'code') => void }) {
  const [isListOpen, setIsListOpen] = useState(false)
  return (
    <>
      <Button icon="archive" onClick={() => setIsListOpen(true)}>
        <Trans>Saved</Trans>
      </Button>
      {isListOpen && <SavedList onClose={() => setIsListOpen(false)} />}
      <Button icon="code" onClick={() => onOpen('code')}>
        <Trans>As code</Trans>
      </Button>
      <Button icon="share" onClick={() => onOpen('save')}>
        <Trans>Save and share</Trans>
      </Button>
    </>
  )
}

interface RunBarProps {
  isReady: boolean
  isRunning: boolean
  onRun: () => void
  onStop: () => void
}

function RunBar({ isReady, isRunning, onRun, onStop }: RunBarProps) {
  return (
    <div className="sticky bottom-0 z-1 flex flex-wrap items-center gap-3 bg-canvas py-3">
      <Button disabled={!isReady} icon="send" look="primary" onClick={onRun}>
        <Trans>Run</Trans>
      </Button>
      {isRunning && (
        <Button icon="stop" onClick={onStop}>
          <Trans>Stop all</Trans>
        </Button>
      )}
      <span className="hidden items-center gap-1 text-xs text-ink-muted sm:flex" aria-hidden="true">
        <Kbd>
          <Trans>Ctrl</Trans>
        </Kbd>
        <Kbd>↵</Kbd>
      </span>
    </div>
  )
}

interface ColumnsProps {
  models: readonly CatalogueModel[]
  chosen: readonly string[]
  columns: readonly (Column | undefined)[]
  prompt: PlaygroundPrompt
  sees: (id: string) => boolean
  /** `at`: whose column goes; null: none does. */
  onChoose: (next: string[], at: number | null) => void
  onStop: (at: number) => void
}

function Columns(props: ColumnsProps) {
  const { models, chosen, columns, prompt, sees, onChoose, onStop } = props
  const distinctions = distinctionsOf(columns)
  const next = models.find(({ id }) => !chosen.includes(id)) ?? models[0]
  return (
    <div className="grid content-start gap-4">
      <div className="grid grid-cols-[repeat(auto-fit,minmax(min(18rem,100%),1fr))] gap-4">
        {chosen.map((modelId, at) => (
          <AnswerColumn
            column={columns[at]?.answer.model === modelId ? columns[at] : undefined}
            distinction={distinctions[at]}
            isBlind={prompt.images.length > 0 && !sees(modelId)}
            // Two columns may well ask the same model.
            // oxlint-disable-next-line react/no-array-index-key
            key={at}
            modelId={modelId}
            models={models}
            number={at + 1}
            onChoose={(id) => onChoose(chosen.with(at, id), null)}
            onRemove={chosen.length > 1 ? () => onChoose(chosen.toSpliced(at, 1), at) : undefined}
            onStop={() => onStop(at)}
            schema={prompt.schema}
          />
        ))}
      </div>
      {chosen.length < MAX_PLAYGROUND_MODELS && next && (
        <div>
          <Button icon="add" onClick={() => onChoose([...chosen, next.id], null)}>
            <Trans>Another model</Trans>
          </Button>
        </div>
      )}
    </div>
  )
}

interface SavingProps {
  saved: Playground | null
  models: readonly string[]
  prompt: PlaygroundPrompt
  columns: readonly (Column | undefined)[]
  onClose: () => void
  onSaved: () => void
}

/** Keeps it under its address; somebody else's becomes one's own copy. */
function Saving({ saved, models, prompt, columns, onClose, onSaved }: SavingProps) {
  const { t } = useLingui()
  const client = usePlaygroundClient()
  const say = useToast()
  const [, navigate] = useLocation()
  const { run, isRunning, failure } = useTask()
  const own = saved?.isOwn ? saved : null
  const answers = columns.flatMap((column) => column?.answer ?? [])
  const state = { models: [...models], prompt, answers }

  function save(wanted: { title: string; isShared: boolean }) {
    void run(async () => {
      const body = { ...wanted, state }
      const { id } = await (own ? client.update(own.id, body) : client.create(body))
      const link = `${window.location.origin}/playground/${id}`
      const isCopied = wanted.isShared && (await copyText(link))
      say(isCopied ? t`Saved. The link is copied.` : t`Saved.`)
      onClose()
      onSaved()
      navigate(`/playground/${id}`)
    })
  }
  return (
    <SaveDialog
      failure={failure}
      isBusy={isRunning}
      isShared={own?.isShared ?? false}
      onClose={onClose}
      onSave={save}
      title={saved?.title ?? prompt.text.trim().split('\n')[0]?.slice(0, 80) ?? ''}
    />
  )
}
