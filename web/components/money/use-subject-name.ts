import { useLingui } from '@lingui/react/macro'
import type { BudgetSubject } from '#wire/money.ts'

/** What people call the one whose calls are counted. */
export function useSubjectName(): (subject: BudgetSubject, label: string | null) => string {
  const { t } = useLingui()
  return ({ kind, id }, label) => {
    const name = label ?? id
    switch (kind) {
      case 'organisation':
        return t`Everybody together`
      case 'key':
        return t`Key ${name}`
      case 'group':
        return t`Group ${name}`
      case 'person':
        return t`Person ${name}`
      case 'service':
        return t`Service ${name}`
      case 'model':
        return t`Model ${name}`
      default:
        return name
    }
  }
}
