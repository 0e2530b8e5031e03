import type { Processes } from '#server/assistant/processes-store.ts'
import type { SignInLinks } from '#server/access/sign-in-links.ts'
import type { Pulls } from '#server/catalogue/pulls.ts'
import type { DeploymentHealth } from '#server/gateway/routing/health.ts'
import { listen, type HttpServer, type HttpServerOptions } from '#server/http/server.ts'
import { openDatabase, type Database, type DatabaseOptions } from '#server/lib/database.ts'
import type { Secret } from '#server/lib/secret.ts'
import type { EmbeddedModel } from '#server/models/embedded-model.ts'
import type { Family } from '#server/observability/exposition.ts'
import type { OwnSight } from './asks.ts'

/**
 * What a Galerne finds where it starts. One that is alone makes everything itself; a primary has its door in its workers,
 * and these have their database and models in it. Nothing else tells them apart.
 */
export interface Surroundings {
  listen: (options: HttpServerOptions) => Promise<HttpServer>
  openDatabase(options: DatabaseOptions): Promise<Database>
  /** Absent: this process runs the models of this machine itself. */
  openModels?: () => Promise<EmbeddedModel>
  /** Absent: this process fetches models itself. */
  pulls?: Pulls
  /** Absent: made here. */
  localToken?: () => Secret
  links?: SignInLinks
  /** Who lives, of those that share this database; undefined: it knows itself. */
  processes?: (database: Database) => Processes | undefined
  /** What must be done once, whatever the number of processes: alerts, retention, taking over from the dead. */
  doesChores: boolean
  others: Others
}

/** The other processes of this Galerne. */
export interface Others {
  /** From now on they may ask this one, and callers come in. */
  join(own: OwnProcess): Promise<void>
  /** All metrics, of whichever process. */
  gatherFamilies(own: Family[]): Promise<Family[]>
  /** They write what they have seen. */
  flush(): Promise<void>
  /** How deployments are, as all of them have found them. */
  health(own: DeploymentHealth[]): DeploymentHealth[]
  ledgerWaiting(own: number): number
}

/** What the others may ask of this process. */
export interface OwnProcess {
  families(): Family[]
  flush(): Promise<void>
  sight(): OwnSight
  links: SignInLinks
  localToken: Secret
  database: Database
  embedded: EmbeddedModel | undefined
  pulls: Pulls | null
  /** Takes over what dead processes have left. */
  takeOver(): Promise<void>
}

/** The only process there is. */
export const ALONE: Surroundings = {
  listen,
  openDatabase,
  doesChores: true,
  others: {
    join: () => Promise.resolve(),
    gatherFamilies: (own) => Promise.resolve(own),
    flush: () => Promise.resolve(),
    health: (own) => own,
    ledgerWaiting: (own) => own,
  },
}
