import { useLingui } from '@lingui/react/macro'
import { choicesOf, EU_LANGUAGES } from '../../i18n/languages.ts'
import { Select } from '../../ui/Select.tsx'
import type { Wishes } from './use-wishes.ts'

/** Beside the Union's: languages of those who come to its offices most often. */
const OTHERS = ['ar', 'fa', 'no', 'ru', 'sq', 'sr', 'tr', 'uk', 'vi', 'zh']

interface TranslationWishesProps {
  wishes: Wishes
  onChange: (next: Partial<Wishes>) => void
  /** Also from which language. */
  hasSource?: boolean
}

/** Into which language, and how people are addressed there. */
export function TranslationWishes({ wishes, onChange, hasSource }: TranslationWishesProps) {
  const { t, i18n } = useLingui()
  const languages = [
    ...choicesOf(EU_LANGUAGES, i18n.locale),
    ...choicesOf(OTHERS, i18n.locale),
  ].map(({ tag, name }) => ({ value: tag, name, lang: tag }))
  return (
    <div className="flex flex-wrap items-end gap-3">
      {hasSource && (
        <Select
          className="min-w-40 flex-1"
          label={t({ message: `From`, comment: 'The language that a text is translated from' })}
          onChange={({ target }) => onChange({ from: target.value })}
          options={[{ value: '', name: t`Detect the language` }, ...languages]}
          value={wishes.from}
        />
      )}
      <Select
        className="min-w-40 flex-1"
        label={t({ message: `Into`, comment: 'The language that a text is translated into' })}
        onChange={({ target }) => onChange({ to: target.value })}
        options={languages}
        value={wishes.to}
      />
      <Select
        className="min-w-40 flex-1"
        label={t`Form of address`}
        onChange={({ target }) =>
          onChange({ formality: target.value === 'informal' ? 'informal' : 'formal' })
        }
        options={[
          {
            value: 'formal',
            name: t({ message: `Formal`, comment: 'Form of address: Sie, vous' }),
          },
          {
            value: 'informal',
            name: t({ message: `Informal`, comment: 'Form of address: du, tu' }),
          },
        ]}
        value={wishes.formality}
      />
    </div>
  )
}
