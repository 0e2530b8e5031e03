import type { Classification } from '#wire/classification.ts'
import type { Guardrail, SaveGuardrail } from '#wire/guardrails.ts'

/** What a form says of a check. */
export function guardrailFrom(form: FormData): SaveGuardrail {
  const text = (name: string) => {
    const value = form.get(name)
    return typeof value === 'string' ? value.trim() : ''
  }
  const classes = (name: string) => CLASSES.filter((one) => form.getAll(name).includes(one))
  const adapter = text('adapter') === 'judge' ? 'judge' : 'moderation'
  const place = text('place')
  const effect = text('effect')
  const list = (name: string) =>
    text(name)
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== '')
  return {
    name: text('name'),
    adapter,
    model: text('model'),
    prompt: adapter === 'judge' && text('prompt') !== '' ? text('prompt') : null,
    at: place === 'both' ? ['input', 'output'] : [place === 'output' ? 'output' : 'input'],
    effect: effect === 'block' || effect === 'approve' ? effect : 'warn',
    threshold: Number(text('threshold')) / 100,
    categories: list('categories'),
    routes: list('routes'),
    classifications: classes('classification'),
    openFor: classes('openFor'),
    timeoutMs: Math.round(Number(text('seconds')) * 1000),
    isEnabled: form.get('isEnabled') !== null,
  }
}

const CLASSES: readonly Classification[] = ['public', 'internal', 'restricted', 'secret']

/** What a new one begins with. */
export const NEW_GUARDRAIL: Omit<Guardrail, 'id'> = {
  name: '',
  adapter: 'moderation',
  model: '',
  prompt: null,
  at: ['input'],
  effect: 'warn',
  threshold: 0.5,
  categories: [],
  routes: [],
  classifications: ['public', 'internal', 'restricted', 'secret'],
  openFor: ['public', 'internal'],
  timeoutMs: 3000,
  isEnabled: true,
}
