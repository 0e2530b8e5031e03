import { useSearchParams } from 'wouter'
import { toSort, toWhere, type ModelFilter, type SortKey } from './filter-models.ts'

export interface ModelView {
  filter: ModelFilter
  sort: SortKey
  shape: 'cards' | 'table'
  setFilter: (filter: ModelFilter) => void
  setSort: (sort: SortKey) => void
  setShape: (shape: 'cards' | 'table') => void
}

/** What the list shows, kept in the address: it can be shared, and the way back finds it again. */
export function useModelView(): ModelView {
  const [params, setParams] = useSearchParams()
  const get = (name: string) => params.get(name) ?? ''
  const set = (changes: Record<string, string>) =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before)
        for (const [name, value] of Object.entries(changes)) {
          if (value === '') next.delete(name)
          else next.set(name, value)
        }
        return next
      },
      { replace: true },
    )
  const price = Number(params.get('price') ?? Number.NaN)
  return {
    filter: {
      text: get('q'),
      capability: get('can'),
      language: get('lang'),
      where: toWhere(get('where')),
      operator: get('by'),
      licence: get('licence'),
      isReadyOnly: get('ready') === '1',
      maxPrice: Number.isFinite(price) ? price : null,
    },
    sort: toSort(get('sort')),
    shape: get('view') === 'table' ? 'table' : 'cards',
    setFilter: (filter) =>
      set({
        q: filter.text,
        can: filter.capability,
        lang: filter.language,
        where: filter.where,
        by: filter.operator,
        licence: filter.licence,
        ready: filter.isReadyOnly ? '1' : '',
        price: filter.maxPrice === null ? '' : String(filter.maxPrice),
      }),
    setSort: (sort) => set({ sort: sort === 'name' ? '' : sort }),
    setShape: (shape) => set({ view: shape === 'table' ? shape : '' }),
  }
}
