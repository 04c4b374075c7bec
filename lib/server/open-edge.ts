import { createHash, randomUUID } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { type DbPool, openDb } from '@/db/client'
import { findReadyDeployment, listHosts, type StoredDeployment } from '@/db/queries/sites'
import { manifestSchema } from '@/lib/adapters/build-output/manifest'
import { openDeployment } from '@/lib/adapters/build-output/open-deployment'
import { createBundleCache } from '@/lib/adapters/disk/bundle-cache'
import type { AnswerAsk } from '@/lib/adapters/functions/channel-server'
import { createFunctionRuntime, type FunctionEvent } from '@/lib/adapters/functions/function-runtime'
import { createImageOptimizer } from '@/lib/adapters/images/image-optimizer'
import { createPacker } from '@/lib/adapters/memory/packer'
import { createOrigins } from '@/lib/adapters/origin/origins'
import { createAllowedOrigins } from '@/lib/adapters/postgres/allowed-origins'
import { createPostgresBlobStore } from '@/lib/adapters/postgres/blob-store'
import { createPostgresDoorbell } from '@/lib/adapters/postgres/doorbell'
import { PostgresEarlierAssets } from '@/lib/adapters/postgres/earlier-assets'
import { createPostgresEntryStore } from '@/lib/adapters/postgres/entry-store'
import { createFleetClock } from '@/lib/adapters/postgres/fleet-clock'
import { createPostgresJournal } from '@/lib/adapters/postgres/journal'
import { JournalFollower } from '@/lib/adapters/postgres/journal-follower'
import { PostgresSites } from '@/lib/adapters/postgres/sites'
import { obeyJournal } from '@/lib/edge/follow-journal'
import { answerAsk } from '@/lib/engine/asks'
import { createEngine, type EngineEvent } from '@/lib/engine/engine'
import { JournalView } from '@/lib/engine/journal-view'
import type { Env } from '@/lib/server/env'

const VARIANT_LIMIT = 1_000
const RETRY_MS = 30_000
const CONNECTIONS = 12

export type OpenEdge = Awaited<ReturnType<typeof openEdge>>

/** Builds one edge from its settings and joins the fleet: resolves once the journal has been read. */
export async function openEdge(env: Env, log: Logger) {
  const pool = openDb(env.DATABASE_URL, { maxConnections: CONNECTIONS })
  const clock = createFleetClock()
  const view = new JournalView()
  const journal = createPostgresJournal(pool.db)
  const blobs = createPostgresBlobStore(pool.db)
  const functions = openFunctions(env, pool, log, (asker, ask) => answerAsk(engine, asker, ask))
  const images = openImages(log)
  const origins = createOrigins({ isAllowed: createAllowedOrigins(pool.db) })
  const sites = new PostgresSites(pool.db, { previewSuffix: env.PREVIEW_SUFFIX, openDeployment: openStored })
  const earlierAssets = new PostgresEarlierAssets(pool.db)

  const follower = new JournalFollower({
    journal,
    doorbell: createPostgresDoorbell(env.DATABASE_URL),
    onRead: (read, timing) => obeyJournal(effects, read, timing),
    onError: (error) => log.warn({ error }, 'the journal cannot be read'),
  })
  const engine = createEngine(
    {
      clock,
      sites,
      entries: createPostgresEntryStore(pool.db, { log: (message) => log.warn(message) }),
      blobs,
      packer: createPacker(),
      journal,
      functions,
      images,
      origins,
      earlierAssets,
      ids: { next: randomUUID },
      catchUp: (seq) => follower.catchUp(seq),
      background: (work) => void work.catch((error: unknown) => log.error({ error }, 'background work failed')),
      observe: (event) => logEvent(log, event),
      settings: {
        regionCacheBytes: env.REGION_CACHE_MB * 1024 * 1024,
        variantLimit: VARIANT_LIMIT,
        retryMs: RETRY_MS,
        knownHosts: isLoopback(env.EDGE_HOST) ? () => listHosts(pool.db) : null,
      },
    },
    view,
  )
  const effects = {
    clock,
    view,
    sites,
    earlierAssets,
    forgetEntries: () => engine.region.clear(),
    onError: (error: unknown) => log.warn({ error }, 'a domain that moved cannot be read'),
  }
  await follower.start()
  let testOffsetMs = 0

  return {
    engine,
    pool,
    /** Moves the clock of the edge and of its functions on. For tests of the product. */
    async advanceClock(ms: number) {
      testOffsetMs += ms
      clock.offsetBy(ms)
      view.shiftBy(ms)
      await functions.setClockOffset(testOffsetMs)
    },
    async close() {
      await follower.stop()
      await Promise.all([functions.stop(), images.stop()])
      origins.close()
      await pool.close()
    },
  }
}

function openImages(log: Logger) {
  return createImageOptimizer({
    hostScript: join(import.meta.dirname, 'image-host.mjs'),
    onEvent: (message) => log.warn({ message }, 'images cannot be worked on'),
  })
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

function openFunctions(env: Env, { db }: DbPool, log: Logger, answer: AnswerAsk) {
  const materialize = createBundleCache({
    directory: join(env.FRESHET_DATA_DIR, 'functions'),
    blobs: createPostgresBlobStore(db),
    async readManifest(deploymentId) {
      const row = await findReadyDeployment(db, deploymentId)
      if (row === undefined) throw new Error(`Deployment ${deploymentId} is not there any more.`)
      return manifestSchema.parse(row.manifest)
    },
  })
  return createFunctionRuntime({
    materialize: (site, bundle) => materialize(site.deployment.id, bundle),
    hostScript: join(import.meta.dirname, 'function-host.mjs'),
    socketDirectory: emptySocketDirectory(env),
    answer,
    onEvent: (event) => logFunction(log, event),
  })
}

/** A short path of this edge alone, which the unprivileged user of the hosts may enter but not list. */
function emptySocketDirectory({ FRESHET_DATA_DIR, EDGE_PORT }: Env): string {
  const name = createHash('sha256').update(`${FRESHET_DATA_DIR}:${EDGE_PORT}`).digest('hex').slice(0, 12)
  const directory = join(tmpdir(), `freshet-${name}`)
  rmSync(directory, { recursive: true, force: true })
  mkdirSync(directory, { mode: 0o711 })
  return directory
}

function logFunction(log: Logger, event: FunctionEvent): void {
  const { deploymentId, bundle } = event
  if (event.kind === 'output') log.info({ deploymentId, bundle, stream: event.stream }, event.line)
  else if (event.kind === 'exited') log.warn({ deploymentId, bundle, reason: event.reason }, event.message)
  else log.debug({ ...event }, 'function')
}

function logEvent(log: Logger, event: EngineEvent): void {
  const { type, ...details } = event
  log.warn(details, type.replaceAll('_', ' '))
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.')
}
