import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useEffect, useState } from 'react'
import { Link } from 'wouter'
import type { Memory, MemoryList } from '#wire/preferences.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Spinner } from '../../ui/Spinner.tsx'
import { useApp } from '../app-context.ts'
import { composingOf } from '../composing/composing-of.ts'
import { ConfirmDialog } from '../ConfirmDialog.tsx'
import { FailureNotice } from '../FailureNotice.tsx'
import { useTask } from '../use-task.ts'
import { AddMemory } from './AddMemory.tsx'
import { MemoryRow } from './MemoryRow.tsx'

/** All that is remembered of oneself: to be read, put right, forgotten and taken along. */
export function MemoryEntries({ isOn }: { isOn: boolean }) {
  const { client } = composingOf(useApp())
  const [list, setList] = useState<MemoryList | null>(null)
  const { run, failure } = useTask()
  const load = useCallback(
    () => run(async () => setList(await client.listMemories())),
    [client, run],
  )
  useEffect(() => void load(), [load])

  if (failure) return <FailureNotice code={failure.code} detail={failure.message} />
  if (!list) return <Spinner />
  const { memories, isAllowed } = list
  return (
    <div className="grid gap-4">
      {!isAllowed && (
        <output className="text-sm text-ink">
          <Trans>Your organisation has switched off the memory. What is here is not used.</Trans>
        </output>
      )}
      {isAllowed && isOn && <AddMemory onAdded={load} />}
      {memories.length === 0 ? <NoMemories /> : <Rows memories={memories} onChanged={load} />}
    </div>
  )
}

function NoMemories() {
  const { t } = useLingui()
  return (
    <EmptyState icon="book" title={t`Nothing is remembered`}>
      <Trans>
        Say it in a message: “Remember that I write to parents”, or “Remember: our office closes at
        four”.
      </Trans>
    </EmptyState>
  )
}

interface RowsProps {
  memories: readonly Memory[]
  onChanged: () => Promise<boolean>
}

function Rows({ memories, onChanged }: RowsProps) {
  const { t } = useLingui()
  const { client } = composingOf(useApp())
  const [isForgetting, setIsForgetting] = useState(false)
  return (
    <>
      <ul className="grid gap-1.5">
        {memories.map((memory) => (
          <MemoryRow key={memory.id} memory={memory} onChanged={onChanged} />
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        <Link
          className="inline-flex min-h-(--control) items-center rounded-md border border-line bg-surface px-4 py-1 text-sm font-medium text-ink hover:bg-hover"
          href="/my-data"
        >
          <Trans>Take it along with all that is mine</Trans>
        </Link>
        <Button icon="trash" onClick={() => setIsForgetting(true)}>
          <Plural value={memories.length} one="Forget it" other="Forget all #" />
        </Button>
      </div>
      {isForgetting && (
        <ConfirmDialog
          action={t`Forget everything`}
          onClose={() => setIsForgetting(false)}
          onDone={() => {
            setIsForgetting(false)
            void onChanged()
          }}
          title={t`Forget everything?`}
          work={() => client.forgetAll()}
        >
          <Trans>It cannot be brought back.</Trans>
        </ConfirmDialog>
      )}
    </>
  )
}
