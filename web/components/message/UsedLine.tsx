import { useLingui } from '@lingui/react/macro'
import type { UsedPart } from '#wire/message-parts.ts'
import { useApp } from '../app-context.ts'

/** What the model was told beside the conversation, so that whoever reads the answer knows. */
export function UsedLine({ used }: { used: readonly UsedPart[] }) {
  const { t, i18n } = useLingui()
  const names = useUsedNames()
  const { overlay } = useApp()
  if (used.length === 0) return null
  const kinds = [...new Set(used.map(({ what }) => names[what]))]
  const listed = (all: readonly string[]) => new Intl.ListFormat(i18n.locale).format(all)
  const list = listed(kinds)
  return (
    <details className="mt-2 text-xs text-ink-muted">
      <summary className="min-h-6 w-fit cursor-pointer rounded-md py-0.5">{t`Used: ${list}`}</summary>
      <ul className="mt-1 grid gap-1 border-s-2 border-line ps-3">
        {used.map((part, at) => (
          <li key={at}>
            {names[part.what]}
            {part.names.map((name, index) => (
              <p className="whitespace-pre-wrap [overflow-wrap:anywhere]" dir="auto" key={index}>
                {name}
              </p>
            ))}
            {part.leftOut && (
              <p className="[overflow-wrap:anywhere]">
                {t`Too long to be read in full: ${listed(part.leftOut)}`}
              </p>
            )}
          </li>
        ))}
      </ul>
      {used.some(({ what }) => what === 'instructions' || what === 'memory') && (
        <button
          className="mt-1 min-h-6 underline underline-offset-4"
          type="button"
          onClick={() => overlay.set('settings')}
        >
          {t`Open the settings`}
        </button>
      )}
    </details>
  )
}

function useUsedNames(): Record<UsedPart['what'], string> {
  const { t } = useLingui()
  return {
    instructions: t({
      message: 'your instructions',
      comment: 'What a model was told; in a list after “Used:”',
    }),
    folder: t({
      message: 'instructions of the folder',
      comment: 'What a model was told; in a list after “Used:”',
    }),
    files: t({
      message: 'files of the folder',
      comment: 'What a model was told; in a list after “Used:”',
    }),
    preset: t({ message: 'preset', comment: 'What a model was told; in a list after “Used:”' }),
    memory: t({ message: 'memory', comment: 'What a model was told; in a list after “Used:”' }),
    glossary: t({ message: 'glossary', comment: 'What a model was told; in a list after “Used:”' }),
  }
}
