import { useLingui } from '@lingui/react/macro'
import { useMemo } from 'react'
import type { MarkdownLabels } from '../markdown/labels.ts'

/** The renderer's words in the language of the interface; the same object until that changes. */
export function useMarkdownLabels(): MarkdownLabels {
  const { t, i18n } = useLingui()
  return useMemo<MarkdownLabels>(
    () => ({
      copyCode: t`Copy code`,
      codeCopied: t`Code copied`,
      codeIn: (language) => (language === '' ? t`Code` : t`Code in ${language}`),
      table: t`Table`,
      imageNotLoaded: t`Image, not loaded`,
      linkRemoved: t`Link removed: its address is not safe`,
      linkLeadsTo: t`leads to`,
      footnotes: t`Footnotes`,
      footnote: (number) => t`Footnote ${i18n.number(number)}`,
      backToText: t`Back to the text`,
      taskDone: t`Done`,
      taskOpen: t`Not done`,
    }),
    [t, i18n],
  )
}
