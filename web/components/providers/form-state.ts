import type {
  ProviderForm,
  ProviderInfo,
  ProviderModelForm,
  ProviderPreset,
  UpstreamModel,
} from '#wire/providers.ts'

/** A form that is being filled in: texts, as they were typed. */
export interface FormState {
  id: string
  preset: ProviderPreset | null
  baseUrl: string
  apiVersion: string
  /** Wire for those without a preset. */
  protocol: string
  values: Record<string, string>
  secrets: Record<string, string>
  tags: ProviderForm['tags']
  models: ProviderModelForm[]
  isEnabled: boolean
}

/** A new one of this preset; null: any server that speaks a wire that we know. */
export function stateOfPreset(preset: ProviderPreset | null, taken: readonly string[]): FormState {
  return {
    id: freeName(preset?.name ?? 'my-server', taken),
    preset,
    baseUrl: '',
    apiVersion: '',
    protocol: '',
    values: {},
    secrets: {},
    tags: preset?.tags.isOwnHardware ? { isOwnHardware: true } : {},
    models: [],
    isEnabled: true,
  }
}

function freeName(wanted: string, taken: readonly string[]): string {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? wanted : `${wanted}-${number}`
    if (!taken.includes(name)) return name
  }
}

/** One that is there, as it was filled in. Its secrets are not told: an empty field keeps them. */
export function stateOfProvider(info: ProviderInfo, presets: readonly ProviderPreset[]): FormState {
  const preset = presets.find(({ name }) => name === info.preset) ?? null
  const [protocol = ''] = info.protocols
  return {
    id: info.id,
    preset,
    baseUrl: info.baseUrl ?? '',
    apiVersion: info.apiVersion ?? '',
    protocol: preset ? '' : protocol,
    values: info.values,
    secrets: {},
    tags: info.declaredTags,
    models: info.models.map(toStoredModel),
    isEnabled: info.isEnabled,
  }
}

/** Its name is made of the others. */
function toStoredModel({
  name: _made,
  ...model
}: ProviderInfo['models'][number]): ProviderModelForm {
  return model
}

export function toForm(state: FormState): ProviderForm {
  const { id, preset, baseUrl, apiVersion, protocol, values, secrets, tags, models } = state
  const given = (texts: Record<string, string>) =>
    Object.fromEntries(
      Object.entries(texts)
        .map(([name, text]) => [name, text.trim()])
        .filter(([, text]) => text !== ''),
    )
  return {
    id: id.trim(),
    preset: preset?.name ?? null,
    protocol: protocol === '' ? null : protocol,
    baseUrl: baseUrl.trim() === '' ? null : baseUrl.trim(),
    apiVersion: apiVersion.trim() === '' ? null : apiVersion.trim(),
    tags,
    models,
    isEnabled: state.isEnabled,
    values: given(values),
    secrets: given(secrets),
  }
}

/** What must be filled in before it is worth asking the server. */
export type FormProblem = 'id' | 'baseUrl' | 'secrets' | 'models'

export function problemsOf(state: FormState, secretNames: readonly string[]): FormProblem[] {
  const { id, preset, baseUrl, models } = state
  const has = (name: string) =>
    Boolean(state.secrets[name]?.trim() || state.values[name]?.trim()) || secretNames.includes(name)
  const fields = preset?.fields ?? []
  const signIns = fields.filter(({ isSecret }) => isSecret)
  const lacksKey = fields.some(({ name, isNeeded }) => isNeeded && !has(name))
  const lacksAnyKey = Boolean(preset?.needsKey) && !signIns.some(({ name }) => has(name))
  const parts = fields.some(({ name, isSecret }) => !isSecret && !name.includes('.') && has(name))
  const lacksUrl = baseUrl.trim() === '' && (preset === null || (preset.baseUrl === null && !parts))
  const problems: [FormProblem, boolean][] = [
    ['id', !/^[a-z0-9][a-z0-9-]{0,63}$/.test(id.trim())],
    ['baseUrl', lacksUrl || (baseUrl.trim() !== '' && !URL.canParse(baseUrl.trim()))],
    ['secrets', lacksKey || lacksAnyKey],
    ['models', models.length === 0],
  ]
  return problems.flatMap(([name, isWrong]) => (isWrong ? [name] : []))
}

/** A model of the provider's list as one that is offered here. */
export function toModelForm(model: UpstreamModel): ProviderModelForm {
  return {
    upstreamName: model.upstreamName,
    id: null,
    kind: model.kind ?? 'chat',
    contextTokens: model.contextTokens,
    maxOutputTokens: model.maxOutputTokens,
    hasVision: model.hasVision,
    hasReasoning: model.hasReasoning,
  }
}
