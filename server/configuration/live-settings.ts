/** The settings as they are now, for whoever asks each time rather than once at the start. */
export interface LiveSettingsView<Settings extends object> {
  readonly now: Settings
  take(next: Settings): void
  /** A section, each of whose members is read anew whenever it is asked for. */
  view<Name extends keyof Settings>(name: Name): Settings[Name]
}

export function createLiveSettings<Settings extends object>(
  started: Settings,
): LiveSettingsView<Settings> {
  let now = started
  return {
    get now() {
      return now
    },
    take: (next) => void (now = next),
    view: (name) => viewOf(() => now[name]),
  }
}

function viewOf<Section>(read: () => Section): Section {
  const section = read()
  if (typeof section !== 'object' || section === null) throw new Error('Only sections have views.')
  // An empty target: what is frozen would not let its members change.
  const target: typeof section = Object.create(null)
  return new Proxy(target, {
    get: (_, name) => Reflect.get(Object(read()), name),
    has: (_, name) => Reflect.has(Object(read()), name),
    ownKeys: () => Reflect.ownKeys(Object(read())),
    getOwnPropertyDescriptor: (_, name) => {
      const found = Reflect.getOwnPropertyDescriptor(Object(read()), name)
      return found && { ...found, configurable: true }
    },
  })
}

/** What of `galerne.yaml` holds as soon as it was read anew; all else needs a restart. */
export const LIVE_PATHS = [
  'providers',
  'routes',
  'prices',
  'place',
  'cache',
  'model.default',
  'money.whenDatabaseIsAway',
  'money.whenPriceIsUnknown',
  'telemetry.metrics',
  'telemetry.otlp',
  'telemetry.requestLog',
  'log.level',
] as const

export function isLive(path: string): boolean {
  return LIVE_PATHS.some((live) => isPartOf(path, live))
}

export function isPartOf(path: string, whole: string): boolean {
  return path === whole || path.startsWith(`${whole}.`)
}
