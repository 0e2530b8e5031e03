import { Plural, useLingui } from '@lingui/react/macro'
import { useMemo } from 'react'

const MOST = 4

/** The first few by name, the rest by number; all of them as a tooltip. */
export function LanguageList({ tags }: { tags: readonly string[] }) {
  const { i18n } = useLingui()
  const { all, shown } = useMemo(() => {
    const names = new Intl.DisplayNames(i18n.locale, { type: 'language' })
    const list = new Intl.ListFormat(i18n.locale, { type: 'unit', style: 'short' })
    const each = tags.map((tag) => names.of(tag) ?? tag)
    return { all: list.format(each), shown: list.format(each.slice(0, MOST)) }
  }, [i18n.locale, tags])
  const rest = tags.length - MOST
  return (
    <span title={all}>
      {shown}
      {rest > 0 && (
        <>
          {' '}
          <Plural one="and # more" other="and # more" value={rest} />
        </>
      )}
    </span>
  )
}
