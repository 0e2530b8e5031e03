/** So many months later, on the last day of a month that is shorter (Regulation 1182/71, Article 3(2)(c)). */
export function dueAfter(from: Date, months: number): Date {
  const due = new Date(from)
  due.setUTCDate(1)
  due.setUTCMonth(due.getUTCMonth() + months)
  const lastDay = new Date(Date.UTC(due.getUTCFullYear(), due.getUTCMonth() + 1, 0)).getUTCDate()
  due.setUTCDate(Math.min(from.getUTCDate(), lastDay))
  return due
}
