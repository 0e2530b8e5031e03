import { AsyncLocalStorage } from 'node:async_hooks'
import { fileURLToPath } from 'node:url'
import postgres, { type Options, type Sql as PostgresSql, type TransactionSql } from 'postgres'
import { AppError } from './app-error.ts'
import { startEmbeddedDatabase } from './database-embedded.ts'
import { planMigrations, readMigrations, type AppliedMigration } from './database-migrations.ts'
import type { Log } from './log.ts'
import { bindTexts } from './database-texts.ts'
import type { PersonKeys } from './person-keys.ts'
import { codeOf, messageOf } from './thrown.ts'

export type { TransactionSql } from 'postgres'
export type Sql = PostgresSql

/** Postgres, always: a server's, or the embedded one. */
export interface Database {
  /** As the owner of the tables. Row-level security is forced on it too, so it sees no tenant's rows. */
  sql: Sql
  /**
   * Who uses it: this process alone; processes of this machine that share an embedded database, which has one session for
   * all of them (no notifications, no locks of a session); or whoever can reach a server.
   */
  sharing: 'sole' | 'machine' | 'network'
  /** Of an embedded database: for other processes of this user; null: a server's. */
  socketPath: string | null
  /** What texts of people are sealed with; null: they lie open. */
  personKeys: PersonKeys | null
  /**
   * One transaction as the role `galerne_app`, which sees the rows of this tenant and no others. Must not be nested, and
   * `sql` must not be used inside: the embedded database has one connection, which would wait for itself.
   * @param role `galerne_identity` sees what people sign in with, and nothing of what they do.
   */
  withTenant<T>(
    tenantId: string,
    work: (sql: TransactionSql) => Promise<T>,
    role?: DatabaseRole,
  ): Promise<T>
  close(): Promise<void>
}

export type DatabaseRole = 'galerne_app' | 'galerne_identity'

export interface DatabaseOptions {
  /** `postgres://…` of a server, 15 or newer; null: the embedded database in `folder`. */
  url: string | null
  /** Where the embedded database keeps its files; made if it is missing. */
  folder: string
  log: Log
  /** False only in tests: do not wait for the disk at each commit. */
  isSynced?: boolean
  /** The embedded database is this process's, and others will come by its socket. */
  isShared?: boolean
  /** The embedded database is another process's, which has this socket. */
  socketPath?: string
  migrations?: string
  /** Without them texts of people lie open: for tests. Closed with the database. */
  personKeys?: PersonKeys
}

const OLDEST_SERVER = 15
const MIGRATIONS = fileURLToPath(new URL('../migrations/', import.meta.url))

/** Opens the database and migrates it. Throws AppError with what to do where that is not possible. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { url, folder, log, isSynced = true, isShared = false, personKeys = null } = options
  const isOurs = url === null && options.socketPath === undefined
  const embedded = isOurs ? await startEmbeddedDatabase({ folder, log, isSynced }) : null
  const socketPath = embedded?.socketPath ?? options.socketPath ?? null
  const sql =
    socketPath === null
      ? connect({ max: 10 }, url ?? undefined)
      : // One connection: the embedded Postgres has one session, and transactions take turns in the driver.
        connect({ path: socketPath, max: 1, user: 'postgres', database: 'postgres' })
  const upkeep = embedded ? setInterval(() => void tidy(sql, log), UPKEEP_MS).unref() : undefined
  const end = async () => {
    clearInterval(upkeep)
    if (embedded) await emptyUnlogged(sql, log)
    await sql.end({ timeout: 5 })
    await personKeys?.close()
    await embedded?.close()
  }
  let ending: Promise<void> | undefined
  const close = () => (ending ??= end())
  try {
    await checkServer(sql)
    await migrate(sql, options.migrations ?? MIGRATIONS, log)
  } catch (error) {
    await close()
    throw error instanceof AppError ? error : toOpenError(error, url)
  }
  const sharing = socketPath === null ? 'network' : isOurs && !isShared ? 'sole' : 'machine'
  const withTenant = tenantScope(sql, personKeys)
  return { sql, sharing, socketPath, personKeys, withTenant, close }
}

function connect(options: Options<Record<string, never>>, url?: string): Sql {
  const all: Options<Record<string, never>> = {
    connect_timeout: 10,
    // Connections stay: the embedded database would prepare every statement anew.
    max_lifetime: null,
    onnotice: () => undefined,
    connection: { application_name: 'galerne' },
    ...options,
  }
  return url === undefined ? postgres(all) : postgres(url, all)
}

function tenantScope(sql: Sql, keys: PersonKeys | null): Database['withTenant'] {
  const scope = new AsyncLocalStorage<string>()
  return (tenantId, work, role = 'galerne_app') => {
    if (scope.getStore() !== undefined) throw new Error('withTenant must not be nested')
    return scope.run(tenantId, async () => {
      const result = await sql
        .begin(async (transaction) => {
          if (keys) bindTexts(transaction, { tenantId, keys })
          // Not waited for, which would be a round trip each time: what follows comes after it, and Postgres refuses all of it
          // where this has failed.
          void transaction`select set_config('role', ${role}, true),
                                  set_config('galerne.tenant_id', ${tenantId}, true)`.execute()
          return { value: await work(transaction) }
        })
        .catch(throwExplained)
      return result.value
    })
  }
}

/** What the trigger of migration 0023 says. */
const HELD = 'GAL01'

/** NUL, which no text of Postgres has, and days before or after its calendar: they come from outside, and are no fault of ours. */
const NOT_STORABLE = new Set(['22021', '22P05', '22008', '22009'])

/** Of what Postgres says no to, what a person can mend. */
function throwExplained(cause: unknown): never {
  if (codeOf(cause) === HELD) {
    throw new AppError(
      'conflict',
      'This is under a legal hold and stays. Ask the data-protection officer.',
      { cause },
    )
  }
  if (NOT_STORABLE.has(codeOf(cause) ?? '')) {
    throw new AppError(
      'invalid_request',
      'A character (NUL) or a day in it cannot be stored. Leave it out.',
      { cause },
    )
  }
  if (codeOf(cause) !== '53100') throw cause
  throw new AppError(
    'not_ready',
    'The disk of this server is full, so nothing was saved. Somebody has to free some space.',
    { cause },
  )
}

async function checkServer(sql: Sql): Promise<void> {
  const [row] = await sql`select current_setting('server_version_num')::int / 10000 as major`
  const major = Number(row?.['major'])
  if (major >= OLDEST_SERVER) return
  throw new AppError(
    'not_supported',
    `The database server is Postgres ${major}. Galerne needs Postgres ${OLDEST_SERVER} or newer.`,
  )
}

/** Applies what is missing in one transaction: all of it, or nothing. Replicas that start together take turns. */
async function migrate(sql: Sql, folder: string, log: Log): Promise<void> {
  const known = readMigrations(folder)
  await sql.begin(async (transaction) => {
    // Any number, as long as it is ours: "galerne" in ASCII would not fit.
    await transaction`select pg_advisory_xact_lock(4380)`
    await transaction.unsafe(PREPARE)
    const applied = await transaction<AppliedMigration[]>`
      select number, name, sha256 from galerne_migrations order by number`
    for (const { number, name, sha256, text } of planMigrations(known, applied)) {
      await transaction.unsafe(text)
      await transaction`insert into galerne_migrations ${transaction({ number, name, sha256 })}`
      log.info('database.migrated', { number, name })
    }
  })
}

const UPKEEP_MS = 10_000

/** What autovacuum does on a server: without it, dead rows pile up and the planner guesses. A table at a time, of those that changed. */
async function tidy(sql: Sql, log: Log): Promise<void> {
  try {
    const tables = await sql<{ relname: string }[]>`
      select relname from pg_stat_user_tables
      where n_dead_tup > 200 + n_live_tup / 10 or n_mod_since_analyze > 200 + n_live_tup / 10`
    for (const { relname } of tables) await sql`vacuum (analyze) ${sql(relname)}`
  } catch (error) {
    log.warn('database.upkeep_failed', { error })
  }
}

/** What no log has is made anew wherever it is missing: so that copies of the folder do not hold it either. */
async function emptyUnlogged(sql: Sql, log: Log): Promise<void> {
  try {
    const tables = await sql<{ relname: string }[]>`
      select relname from pg_class where relpersistence = 'u' and relkind = 'r'
        and relnamespace = 'public'::regnamespace`
    if (tables.length === 0) return
    await sql`truncate ${sql(tables.map(({ relname }) => relname))}`
    // The files themselves go with the next checkpoint.
    await sql`checkpoint`
  } catch (error) {
    log.warn('database.unlogged_not_emptied', { error })
  }
}

const PREPARE = `
  do $$ declare wanted text;
  begin
    foreach wanted in array array['galerne_app', 'galerne_identity'] loop
      if not exists (select from pg_roles where rolname = wanted) then
        execute format('create role %I nologin', wanted);
      end if;
      -- Membership is not enough since Postgres 16: the right to become it counts.
      begin
        perform set_config('role', wanted, true);
        reset role;
      exception when insufficient_privilege then
        execute format('grant %I to %I', wanted, current_user);
      end;
    end loop;
  end $$;
  create table if not exists galerne_migrations (
    number int primary key,
    name text not null,
    sha256 text not null,
    applied_at timestamptz not null default now()
  );
  grant usage on schema public to galerne_app;
  alter default privileges in schema public
    grant select, insert, update, delete on tables to galerne_app;
  alter default privileges in schema public grant usage, select on sequences to galerne_app;
`

function toOpenError(error: unknown, url: string | null): AppError {
  const what = url === null ? 'The embedded database' : `The database at ${new URL(url).host}`
  return new AppError('not_ready', `${what} could not be opened: ${messageOf(error)}`, {
    cause: error,
  })
}
