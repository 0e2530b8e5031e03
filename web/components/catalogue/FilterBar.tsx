import { Trans, useLingui } from '@lingui/react/macro'
import { useMemo } from 'react'
import type { CatalogueModel } from '#wire/catalogue.ts'
import { Button } from '../../ui/Button.tsx'
import { Disclosure } from '../../ui/Disclosure.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Select } from '../../ui/Select.tsx'
import {
  can,
  FLAGS,
  NO_FILTER,
  SORT_KEYS,
  toSort,
  toWhere,
  type ModelFilter,
  type SortKey,
} from './filter-models.ts'
import { CAPABILITY_NAMES, SORT_NAMES } from './names.ts'

interface FilterBarProps {
  models: readonly CatalogueModel[]
  filter: ModelFilter
  onFilter: (filter: ModelFilter) => void
  sort: SortKey
  onSort: (sort: SortKey) => void
}

/** What narrows the list. Each choice offers only what some model has. */
export function FilterBar({ models, filter, onFilter, sort, onSort }: FilterBarProps) {
  const fields = useFields({ models, filter, onFilter, sort, onSort })
  const isNarrowed = JSON.stringify({ ...filter, text: '' }) !== JSON.stringify(NO_FILTER)
  return (
    <div className="grid gap-4">
      <SearchField onChange={(text) => onFilter({ ...filter, text })} text={filter.text} />
      <Disclosure icon="filter" isOpen={isNarrowed} title={<Trans>Filter and sort</Trans>}>
        <div className="grid grid-cols-[repeat(auto-fill,minmax(11rem,1fr))] gap-3">
          {fields.map(({ label, value, options, onChoose }) => (
            <Select
              key={label}
              label={label}
              onChange={({ target }) => onChoose(target.value)}
              options={options}
              value={value}
            />
          ))}
          <div className="flex flex-wrap items-end gap-3">
            <label className="flex min-h-(--control) items-center gap-2 text-sm">
              <input
                checked={filter.isReadyOnly}
                onChange={({ target }) => onFilter({ ...filter, isReadyOnly: target.checked })}
                type="checkbox"
              />
              <Trans>Ready now</Trans>
            </label>
            {isNarrowed && (
              <Button
                icon="close"
                look="bare"
                onClick={() => onFilter({ ...NO_FILTER, text: filter.text })}
              >
                <Trans>Clear</Trans>
              </Button>
            )}
          </div>
        </div>
      </Disclosure>
    </div>
  )
}

interface Field {
  label: string
  value: string
  options: { value: string; name: string }[]
  onChoose: (value: string) => void
}

function useFields({ models, filter, onFilter, sort, onSort }: FilterBarProps): Field[] {
  const { t } = useLingui()
  const choices = useChoices(models)
  const any = { value: '', name: t`Any` }
  const where = [
    { value: '', name: t`Anywhere` },
    { value: 'eu', name: t`In the EU` },
    { value: 'own', name: t`On own hardware` },
  ]
  const set = (name: 'capability' | 'language' | 'operator' | 'licence') => ({
    value: filter[name],
    onChoose: (value: string) => onFilter({ ...filter, [name]: value }),
  })
  return [
    { label: t`Can`, options: [any, ...choices.capabilities], ...set('capability') },
    { label: t`Language`, options: [any, ...choices.languages], ...set('language') },
    {
      label: t`Computed`,
      value: filter.where,
      options: where,
      onChoose: (value) => onFilter({ ...filter, where: toWhere(value) }),
    },
    { label: t`Run by`, options: [any, ...choices.operators], ...set('operator') },
    { label: t`Licence`, options: [any, ...choices.licences], ...set('licence') },
    {
      label: t`A million tokens of input`,
      value: filter.maxPrice === null ? '' : String(filter.maxPrice),
      options: [any, ...choices.prices],
      onChoose: (value) => onFilter({ ...filter, maxPrice: value === '' ? null : Number(value) }),
    },
    {
      label: t`Sort by`,
      value: sort,
      options: choices.sorts,
      onChoose: (value) => onSort(toSort(value)),
    },
  ]
}

function SearchField({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  const { t } = useLingui()
  return (
    <search className="relative block">
      <span className="pointer-events-none absolute inset-y-0 start-3 grid items-center text-ink-muted">
        <Icon name="search" />
      </span>
      <input
        aria-label={t`Search the models`}
        className="field ps-10"
        dir="auto"
        onChange={({ target }) => onChange(target.value)}
        placeholder={t`Name, provider or place`}
        type="search"
        value={text}
      />
    </search>
  )
}

const PRICES = [0, 0.2, 0.5, 1, 3, 10]

function useChoices(models: readonly CatalogueModel[]) {
  const { t, i18n } = useLingui()
  return useMemo(() => {
    const byName = new Intl.Collator(i18n.locale).compare
    const names = new Intl.DisplayNames(i18n.locale, { type: 'language' })
    const number = new Intl.NumberFormat(i18n.locale, { minimumFractionDigits: 2 })
    const unique = (values: (string | null | undefined)[], nameOf = (value: string) => value) =>
      [...new Set(values.filter((value) => typeof value === 'string'))]
        .map((value) => ({ value, name: nameOf(value) }))
        .toSorted((a, b) => byName(a.name, b.name))
    const operations = models.flatMap(({ capabilities }) => capabilities.operations)
    const flags = FLAGS.filter((flag) => models.some((model) => can(model, flag)))
    const deployments = models.flatMap((model) => model.deployments)
    const known = [...operations, ...flags].filter((name) => CAPABILITY_NAMES[name])
    return {
      capabilities: unique(known, (name) => i18n._(CAPABILITY_NAMES[name] ?? { id: name })),
      languages: unique(
        models.flatMap(({ languages }) => languages),
        (tag) => names.of(tag) ?? tag,
      ),
      operators: unique(deployments.map(({ tags }) => tags.operator)),
      licences: unique(models.map(({ licence }) => licence?.name)),
      prices: PRICES.map((price) => {
        const most = number.format(price)
        return { value: String(price), name: price === 0 ? t`Nothing billed` : t`At most ${most}` }
      }),
      sorts: SORT_KEYS.map((key) => ({ value: key, name: i18n._(SORT_NAMES[key]) })),
    }
  }, [models, i18n, t])
}
