import {
  ProviderModelForm,
  type ProviderDependents,
  type ProviderForm,
  type ProviderInfo,
  type ProviderPreset,
  type ProviderTest,
} from '#wire/providers.ts'
import type { Principal } from '#server/access/principal.ts'
import { runsInstallation } from '#server/access/installation.ts'
import { requireAllowed } from '#server/access/require-allowed.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import { createId } from '#server/lib/ids.ts'
import { checkAddress, type AddressCheck } from '#server/lib/address.ts'
import type { HttpProviderOptions } from '#server/providers/http-provider.ts'
import type { Provider } from '#server/providers/provider.ts'
import { attempt, describeConfigured, describeStored } from './describe-provider.ts'
import { listPresets } from './list-presets.ts'
import { optionsFrom, settingsFrom } from './provider-form.ts'
import type { ProviderSecrets } from './provider-secrets.ts'
import type { TestProviderConnection } from './provider-tester.ts'
import type { ProvidersStore, StoredProvider } from './providers-store.ts'
import { NOT_YOURS, type RunningProvider, type RunningProviders } from './running-providers.ts'

export interface ProviderAdmin {
  listPresets(principal: Principal): ProviderPreset[]
  list(principal: Principal): ProviderInfo[]
  /** Adds it; throws `conflict` where there is one of that name. */
  add(principal: Principal, form: ProviderForm): Promise<ProviderInfo>
  /** Throws `not_found`. */
  change(principal: Principal, form: ProviderForm): Promise<ProviderInfo>
  setEnabled(principal: Principal, id: string, isEnabled: boolean): Promise<ProviderInfo>
  remove(principal: Principal, id: string): Promise<void>
  /** What nobody else could answer if this one went. */
  dependents(principal: Principal, id: string): ProviderDependents
  /** The same rights as saving, for it does the same: it calls an address with a key. */
  test(principal: Principal, form: ProviderForm, signal: AbortSignal): Promise<ProviderTest>
}

export interface ProviderAdminOptions {
  store: ProvidersStore
  secretsOf: (tenantId: string) => ProviderSecrets
  running: RunningProviders
  /** Those of the configuration and our own. */
  fixed: (tenantId: string) => readonly Provider[]
  /** `galerne.yaml:12:3` of a provider of the configuration; undefined: it stands nowhere. */
  whereIs: (id: string) => string | undefined
  /** Routes and keys that name one of these models, or this provider. */
  findUsers: (
    principal: Principal,
    about: { providerId: string; models: readonly string[] },
  ) => {
    routes: string[]
    keys: string[]
  }
  test: TestProviderConnection
  clock: Clock
}

/** Providers as people add, test, change and remove them while Galerne runs. */
export function createProviderAdmin(options: ProviderAdminOptions): ProviderAdmin {
  const { running, fixed } = options
  return {
    ...changesOf(options),
    listPresets(principal) {
      requireManage(principal)
      return listPresets()
    },
    list(principal) {
      requireManage(principal)
      return [
        ...fixed(principal.tenantId).map((provider) =>
          describeConfigured(provider, options.whereIs(provider.id)),
        ),
        ...running
          .all(principal.tenantId)
          .map((one) => describeStored(one, options.secretsOf(principal.tenantId))),
      ]
    },
    dependents(principal, id) {
      requireManage(principal)
      const { tenantId } = principal
      const { provider } = getStored(id, tenantId, options)
      const mine = (provider?.listModels() ?? []).map((model) => model.id)
      const others = [...fixed(tenantId), ...running.list(tenantId)].filter(
        (other) => other.id !== id,
      )
      const elsewhere = new Set(
        others.flatMap((other) => other.listModels().map((model) => model.id)),
      )
      const models = mine.filter((model) => !elsewhere.has(model))
      return { models, ...options.findUsers(principal, { providerId: id, models }) }
    },
    async test(principal, form, signal) {
      requireManage(principal)
      // Before any is chosen, the list alone is asked for, and one of it called.
      const models = form.models.length > 0 ? form.models : [ANY_MODEL]
      const { tenantId } = principal
      const before = findStored(form.id, tenantId, options)?.stored
      const secrets = options.secretsOf(tenantId)
      const made = read({ ...form, models }, before, secrets).options
      const address = await addressOf(made, tenantId)
      if (!address.isAllowed) return refusedTest(address)
      const tested = { ...made, models: form.models.length > 0 ? made.models : [] }
      return options.test({ principal, options: tested, signal })
    },
  }
}

type Changes = Pick<ProviderAdmin, 'add' | 'change' | 'setEnabled' | 'remove'>

function changesOf(options: ProviderAdminOptions): Changes {
  const { store, running, fixed, clock } = options

  async function put(principal: Principal, provider: StoredProvider) {
    const { tenantId } = principal
    await store.save(tenantId, provider)
    await running.reload(tenantId)
    return describeStored(getStored(provider.id, tenantId, options), options.secretsOf(tenantId))
  }
  async function save(principal: Principal, form: ProviderForm, before?: StoredProvider) {
    requireModels(form)
    const { settings, secrets } = await check(form, before, {
      tenantId: principal.tenantId,
      sealed: options.secretsOf(principal.tenantId),
    })
    const now = new Date(clock.now())
    return put(principal, {
      id: form.id,
      settings,
      sealed: options.secretsOf(principal.tenantId).seal(form.id, secrets),
      isEnabled: form.isEnabled,
      version: createId(),
      createdAt: before?.createdAt ?? now,
      updatedAt: now,
    })
  }
  return {
    async add(principal, form) {
      requireManage(principal)
      const { tenantId } = principal
      if (
        findStored(form.id, tenantId, options) ||
        fixed(tenantId).some(({ id }) => id === form.id)
      ) {
        const message = `There is a provider “${form.id}” already. Give this one another name.`
        throw new AppError('conflict', message, { param: 'id' })
      }
      return save(principal, form)
    },
    async change(principal, form) {
      requireManage(principal)
      return save(principal, form, getStored(form.id, principal.tenantId, options).stored)
    },
    async setEnabled(principal, id, isEnabled) {
      requireManage(principal)
      const { stored } = getStored(id, principal.tenantId, options)
      const updatedAt = new Date(clock.now())
      return put(principal, { ...stored, isEnabled, version: createId(), updatedAt })
    },
    async remove(principal, id) {
      requireManage(principal)
      getStored(id, principal.tenantId, options)
      await store.remove(principal.tenantId, id)
      await running.reload(principal.tenantId)
    },
  }
}

function findStored(
  id: string,
  tenantId: string,
  { running }: ProviderAdminOptions,
): RunningProvider | undefined {
  return running.all(tenantId).find(({ stored }) => stored.id === id)
}

function getStored(id: string, tenantId: string, options: ProviderAdminOptions): RunningProvider {
  const found = findStored(id, tenantId, options)
  if (found) return found
  throw options.fixed(tenantId).some((provider) => provider.id === id)
    ? new AppError('conflict', `“${id}” is written in galerne.yaml and changed there.`)
    : new AppError('not_found', `There is no provider “${id}”.`)
}

const ANY_MODEL = ProviderModelForm.parse({ upstreamName: 'any' })

function requireManage(principal: Principal): void {
  requireAllowed(principal, 'provider.manage', { kind: 'provider' })
}

function requireModels({ models }: ProviderForm): void {
  if (models.length > 0) return
  const message = 'Choose at least one model, or write its name.'
  throw new AppError('invalid_request', message, { param: 'models' })
}

interface Checked {
  settings: Record<string, unknown>
  secrets: Record<string, string>
  options: HttpProviderOptions
}

/** The form as it would be saved. Throws `invalid_request` where it makes no provider, or where a stored key would go astray. */
function read(
  form: ProviderForm,
  before: StoredProvider | undefined,
  sealed: ProviderSecrets,
): Checked {
  const settings = settingsFrom(form)
  const kept = (before && attempt(() => sealed.read(before))) ?? {}
  const secrets = { ...kept, ...form.secrets }
  const options = optionsFrom(form.id, settings, secrets)
  const reused = Object.keys(kept).find((name) => form.secrets[name] === undefined)
  if (before && reused !== undefined) {
    const earlier = attempt(() => optionsFrom(form.id, before.settings, kept))
    requireSameOrigin(earlier, options, reused)
  }
  return { settings, secrets, options }
}

/** The same, its address checked. */
async function check(
  form: ProviderForm,
  before: StoredProvider | undefined,
  { tenantId, sealed }: { tenantId: string; sealed: ProviderSecrets },
): Promise<Checked> {
  const checked = read(form, before, sealed)
  const address = await addressOf(checked.options, tenantId)
  if (address.isAllowed) return checked
  throw new AppError('invalid_request', address.reason, { param: 'baseUrl' })
}

/** The network around this machine belongs to whoever runs it: others could look around in there. */
async function addressOf(
  { endpoint, reach }: HttpProviderOptions,
  tenantId: string,
): Promise<AddressCheck> {
  const isOwn = reach === 'own-hardware'
  if (isOwn && !runsInstallation(tenantId)) {
    return { isAllowed: false, problem: 'private-address', reason: NOT_YOURS }
  }
  return checkAddress(endpoint.baseUrl, isOwn)
}

/** Nothing was sent. */
function refusedTest({ reason, problem }: AddressCheck & { isAllowed: false }): ProviderTest {
  const list = { outcome: 'failed' as const, durationMs: 0, problem, detail: reason }
  const call = { outcome: 'skipped' as const, durationMs: 0, problem: null, detail: null }
  return { list, models: [], call, calledModel: null, firstContentMs: null }
}

/** A stored key goes to the address it was given for: whoever could change that alone could have the key sent to himself. */
function requireSameOrigin(
  before: HttpProviderOptions | undefined,
  after: HttpProviderOptions,
  secretName: string,
): void {
  const originOf = ({ endpoint }: HttpProviderOptions) => new URL(endpoint.baseUrl).origin
  if (before && originOf(before) === originOf(after)) return
  const message = 'The address is another one: enter the key again.'
  throw new AppError('invalid_request', message, { param: `secrets.${secretName}` })
}
