import { ownNameOf } from '../../../i18n/languages.ts'

/** Languages by their own names. */
export function LanguageTags({ tags }: { tags: readonly string[] }) {
  if (tags.length === 0) return null
  return (
    <ul className="flex flex-wrap gap-1.5 text-xs text-ink-muted">
      {tags.map((tag) => (
        <li className="rounded-full border border-line px-2 py-0.5" key={tag} lang={tag}>
          {ownNameOf(tag)}
        </li>
      ))}
    </ul>
  )
}
