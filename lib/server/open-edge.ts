import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { type DbPool, openDb } from '@/db/client'
import { listLongDeleted } from '@/db/queries/deployments/deployments'
import type { StoredDeployment } from '@/db/queries/deployments/sites'
import { manifestSchema } from '@/lib/adapters/build-output/manifest'
import { openDeployment } from '@/lib/adapters/build-output/open-deployment'
import { sweepBundles } from '@/lib/adapters/disk/sweep-bundles'
import type { AnswerAsk } from '@/lib/adapters/functions/channel-server'
import type { HostedFunctions } from '@/lib/adapters/functions/function-runtime'
import { createImageOptimizer } from '@/lib/adapters/images/image-optimizer'
import { createPacker } from '@/lib/adapters/memory/packer'
import { createStreamPacker } from '@/lib/adapters/memory/stream-packer'
import { createOrigins } from '@/lib/adapters/origin/origins'
import { createAllowedOrigins } from '@/lib/adapters/postgres/allowed-origins'
import { createPostgresBlobStore } from '@/lib/adapters/postgres/blob-store'
import { PostgresBypassTokens } from '@/lib/adapters/postgres/bypass-tokens'
import { PostgresDoor } from '@/lib/adapters/postgres/door'
import { PostgresEarlierAssets } from '@/lib/adapters/postgres/earlier-assets'
import { createPostgresEntryStore } from '@/lib/adapters/postgres/entry-store'
import { createFleetClock, type FleetClock } from '@/lib/adapters/postgres/fleet-clock'
import { newName } from '@/lib/adapters/postgres/names'
import { PostgresSites, type PostgresSitesOptions } from '@/lib/adapters/postgres/sites'
import { createPostgresValueStore } from '@/lib/adapters/postgres/value-store'
import { createSigner } from '@/lib/adapters/secrets/signed-text'
import { type JournalEffects, obeyJournal } from '@/lib/edge/follow-journal'
import { answerAsk } from '@/lib/engine/asks/asks'
import { createEngine, type Engine, type EngineSettings, type Outside, obeyStored } from '@/lib/engine/engine'
import { JournalView } from '@/lib/engine/purges/journal-view'
import { dashboardUrl } from '@/lib/server/dashboard-url'
import type { Env } from '@/lib/server/env'
import { namedHosts } from '@/lib/server/named-hosts'
import { bundleDirectory, type OpenFunctions, openFunctions } from '@/lib/server/open-functions'
import { openPropagation } from '@/lib/server/open-propagation'

const VARIANT_LIMIT = 1_000
const RETRY_MS = 30_000
const CONNECTIONS = 12
const SWEEP_MS = 10 * 60_000
/** Longer than the longest call, which another edge of this machine may be at. */
const BUNDLES_KEPT_SECONDS = 2 * 3_600
/** Memory for values of functions, beside that for pages and measured by it. */
const VALUE_MEMORY_SHARE = 1 / 4

export type OpenEdge = Awaited<ReturnType<typeof openEdge>>

/** Builds one edge from its settings and joins the fleet: resolves once the journal has been read. */
export async function openEdge(env: Env, log: Logger) {
  const pool = openDb(env.DATABASE_URL, { maxConnections: CONNECTIONS })
  const clock = createFleetClock()
  const id = newName('edg')
  const view = new JournalView(id)
  const answer: AnswerAsk = (...asked) => answerAsk(engine, ...asked)
  const { functions, variables, renewFunctions, ...hosted } = openFunctions({ env, pool, log, answer })
  const images = openImages(log)
  const origins = createOrigins({ isAllowed: createAllowedOrigins(pool.db) })
  const sites = openSites(env, pool, () => (clock.nowMs() < view.confirmedUntilMs ? view.confirmedUntilMs : null))
  const door = new PostgresDoor(pool.db, { signer: createSigner(env.FLEET_SECRET), nowMs: clock.nowMs })
  const known = openKnown(pool)

  const propagation = openPropagation({
    env,
    pool,
    log,
    view,
    edgeId: id,
    onRead: (read, timing) => obeyJournal(effects, read, timing),
  })
  const outside: Outside = {
    clock,
    sites,
    ...openStores(pool, { clock, log }),
    packer: createPacker(),
    streamPacker: createStreamPacker(),
    journal: propagation.journal,
    leases: propagation.leases,
    functions,
    images,
    origins,
    ...known,
    door,
    ids: { next: randomUUID },
    catchUp: propagation.catchUp,
    announce: propagation.announce,
    ...reportingTo(log),
    settings: settingsOf(env, pool),
  }
  const engine = createEngine(outside, view)
  const effects: JournalEffects = {
    clock,
    view,
    sites,
    renewFunctions,
    ...known,
    ...forgetting(engine, { functions, door }),
    onError: (error) => log.warn({ error }, 'a domain that moved cannot be read'),
  }
  await propagation.start()
  const stopSweeping = openSweep({ env, pool, log, functions })

  return {
    id,
    engine,
    pool,
    sites,
    variables,
    advanceClock: clockAdvance({ clock, view, functions }),
    async close() {
      stopSweeping()
      await Promise.all([hosted.close(), images.stop()])
      await propagation.stop()
      origins.close()
      await pool.close()
    },
  }
}

function openSites(
  { PREVIEW_SUFFIX: previewSuffix }: Env,
  { db }: DbPool,
  lastJournalRead: PostgresSitesOptions['lastJournalRead'],
): PostgresSites {
  return new PostgresSites(db, { previewSuffix, openDeployment: openStored, lastJournalRead })
}

/** What is stored in PostgreSQL: pages, values of functions, and bytes. */
function openStores({ db }: DbPool, { clock, log }: { readonly clock: FleetClock; readonly log: Logger }) {
  return {
    entries: createPostgresEntryStore(db, { log: (message) => log.warn(message) }),
    values: createPostgresValueStore(db, { nowMs: clock.nowMs }),
    blobs: createPostgresBlobStore(db),
  }
}

/** Facts about projects that are read when they are needed, and remembered until the journal says otherwise. */
function openKnown({ db }: DbPool) {
  return { earlierAssets: new PostgresEarlierAssets(db), bypassTokens: new PostgresBypassTokens(db) }
}

type Forgetting = Pick<JournalEffects, 'forgetEntries' | 'obeyStored' | 'forgetPasses' | 'drainDeployment'>

/** What this edge no longer holds in memory once it has read of it in the journal. */
function forgetting(
  engine: Engine,
  { functions, door }: { readonly functions: HostedFunctions; readonly door: PostgresDoor },
): Forgetting {
  return {
    forgetEntries() {
      engine.region.clear()
      engine.valueMemory.clear()
    },
    obeyStored: (stored) => obeyStored(engine, stored),
    forgetPasses: (projectId) => door.forget(projectId),
    drainDeployment(id) {
      functions.drain(id)
      engine.region.forgetDeployment(id)
    },
  }
}

type SweepParts = Pick<OpenFunctions, 'functions'> & { readonly env: Env; readonly pool: DbPool; readonly log: Logger }

/** Every edge looks after its own disk, also where several share one. */
function openSweep({ env, pool: { db }, log, functions }: SweepParts) {
  const sweep = () =>
    sweepBundles({
      directory: bundleDirectory(env),
      isRunning: functions.isRunning,
      listDeleted: (ids) => listLongDeleted(db, { ids, forSeconds: BUNDLES_KEPT_SECONDS }),
    })
  const timer = setInterval(() => {
    sweep().catch((error: unknown) => log.warn({ error }, 'bundles of deleted deployments cannot be removed'))
  }, SWEEP_MS)
  timer.unref()
  return () => clearInterval(timer)
}

function openImages(log: Logger) {
  return createImageOptimizer({
    hostScript: join(import.meta.dirname, 'image-host.mjs'),
    onEvent: (message) => log.warn({ message }, 'images cannot be worked on'),
  })
}

type Clocked = Pick<JournalEffects, 'clock' | 'view'> & Pick<OpenFunctions, 'functions'>

/** What moves the clock of the edge and of its functions on. For tests of the product. */
function clockAdvance({ clock, view, functions }: Clocked): (ms: number) => Promise<void> {
  let testOffsetMs = 0
  return async (ms) => {
    testOffsetMs += ms
    clock.offsetBy(ms)
    view.shiftBy(ms)
    await functions.setClockOffset(testOffsetMs)
  }
}

function settingsOf(env: Env, { db }: DbPool): EngineSettings {
  return {
    regionCacheBytes: env.REGION_CACHE_MB * 1024 * 1024,
    valueMemoryBytes: env.REGION_CACHE_MB * 1024 * 1024 * VALUE_MEMORY_SHARE,
    variantLimit: VARIANT_LIMIT,
    retryMs: RETRY_MS,
    knownHosts: namedHosts(env, db),
    dashboardUrl: dashboardUrl(env),
  }
}

function openStored(row: StoredDeployment) {
  const { id, projectId, createdSeq, createdAt } = row
  return openDeployment(manifestSchema.parse(row.manifest), {
    id,
    projectId,
    createdSeq,
    createdAtMs: createdAt.getTime(),
  })
}

/** Work in the background that failed, and what the engine notices, as lines of the log. */
function reportingTo(log: Logger): Pick<Outside, 'background' | 'observe'> {
  return {
    background: (work) => void work.catch((error: unknown) => log.error({ error }, 'background work failed')),
    observe: ({ type, ...details }) => log.warn(details, type.replaceAll('_', ' ')),
  }
}
