/** What was typed into a field of a form, without the space around it; '' for a field that is not there. */
export function textOf(form: FormData, name: string): string {
  const value = form.get(name)
  return typeof value === 'string' ? value.trim() : ''
}
