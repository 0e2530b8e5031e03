import { Trans, useLingui } from '@lingui/react/macro'
import type { LibraryContent, PromptContent } from '#wire/library.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Button } from '../../ui/Button.tsx'
import type { BuiltIn } from '../composing/use-built-in.ts'

interface LibraryEmptyProps {
  kind: LibraryContent['kind']
  builtIn: readonly BuiltIn[]
  onUse: (title: string, content: PromptContent) => void
}

/** What a prompt or a preset is good for, with some to begin with. */
export function LibraryEmpty({ kind, builtIn, onUse }: LibraryEmptyProps) {
  const { t } = useLingui()
  if (kind === 'preset') {
    return (
      <EmptyState icon="settings" title={t`No preset yet`}>
        <Trans>
          A preset is a model with instructions, ready to be used: “Minutes”, which makes a record
          of notes, or “Plain words”, which explains to everybody. Write @ in a message to choose
          one.
        </Trans>
      </EmptyState>
    )
  }
  return (
    <>
      <EmptyState icon="book" title={t`No prompt of yours yet`}>
        <Trans>
          Keep what you ask again and again. What changes each time stands in double braces, and is
          asked for when you use it. Write / in a message to choose one; these come along:
        </Trans>
      </EmptyState>
      <ul className="grid gap-1.5">
        {builtIn.map(({ command, title, description, content }) => (
          <li
            className="flex flex-wrap items-center gap-3 rounded-lg border border-line px-4 py-2"
            key={command}
          >
            <span className="min-w-0 flex-1">
              <span className="flex flex-wrap gap-x-2 text-sm">
                <bdi className="font-medium text-ink">{title}</bdi>
                <bdi>/{command}</bdi>
              </span>
              <span className="block text-sm">{description}</span>
            </span>
            <Button onClick={() => onUse(title, content)}>
              <Trans>Use</Trans>
            </Button>
          </li>
        ))}
      </ul>
    </>
  )
}
