/** How a deployment is: what routing knows, for pages, metrics and alerts. A snapshot, made when asked for. */
export interface DeploymentHealth {
  /** Whose own provider it is; absent: the installation’s. */
  tenantId?: string
  providerId: string
  /** The name that users see. */
  modelId: string
  upstreamName: string
  /**
   * `closed`: takes calls. `open`: failed too often, takes none. `half-open`: takes a few to see whether it is well again.
   * `cooling`: said itself that it wants none (429). `quarantined`: refused our key.
   */
  state: 'closed' | 'open' | 'half-open' | 'cooling' | 'quarantined'
  /** When the state may change by itself, milliseconds since 1970; null: it is closed. */
  untilMs: number | null
  /** Moving average of the time to the first content; null: not measured yet. */
  latencyMs: number | null
  /** Moving average of the speed after the first content; null: not measured yet. */
  tokensPerSecond: number | null
  inFlight: number
  /** Moving share of the calls that failed, 0 to 1. */
  errorRate: number
}
