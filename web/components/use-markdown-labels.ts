import { plural } from '@lingui/core/macro'
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
      codeTools: {
        wrap: t`Wrap long lines`,
        download: t`Download`,
        showAll: (count) => plural(count, { one: 'Show # line', other: 'Show all # lines' }),
        showLess: t`Show less`,
      },
      formula: t`Formula`,
      copyFormula: t({
        message: 'Copy as TeX',
        comment: 'TeX is the name of a language for formulas',
      }),
      formulaCopied: t`Formula copied`,
      formulaFailed: t`This formula cannot be shown.`,
      diagram: {
        name: t`Diagram`,
        drawing: t`Drawing the diagram…`,
        failed: t`This diagram cannot be drawn. Here is how it was written.`,
        showSource: t({ message: 'Source text', comment: 'Of a diagram: how it was written' }),
        saveSvg: t`Save as SVG`,
        savePng: t`Save as PNG`,
      },
      source: (number, title) => t`Source ${i18n.number(number)}: ${title}`,
      table: t`Table`,
      keepTable: t`Save the table`,
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
