import 'server-only'
import type { Logger } from 'pino'
import { type DbPool, openDb } from '@/db/client'
import { createControlClient } from '@/lib/adapters/http/control-client'
import { createLiveClient } from '@/lib/adapters/http/live-client'
import { createPacker } from '@/lib/adapters/memory/packer'
import { createSecretBox } from '@/lib/adapters/secrets/secret-box'
import { SecretKeyError } from '@/lib/adapters/secrets/secret-keys'
import { createSigner } from '@/lib/adapters/secrets/signed-text'
import {
  type Actor,
  type Client,
  DEFAULT_SETTINGS,
  NO_EDGES,
  type OpsContext,
  type PreviewSettings,
} from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { compileBuild } from '@/lib/server/compile-build'
import { type Env, readEnv } from '@/lib/server/env'
import { createLog } from '@/lib/server/log'
import { readBuild } from '@/lib/server/read-build'

type Composition = { readonly env: Env; readonly pool: DbPool; readonly log: Logger }

declare global {
  /** Next loads this module once per bundle, and again after each edit: the pool outlives all of them. */
  var freshetComposition: Composition | undefined
  /** Where this dashboard's previews are, once it listens: its program and Next's bundles have no module in common. */
  var freshetPreviews: PreviewSettings | undefined
}

/** Settings, log and the one database pool of this process, made at first use: a build has none of them. */
export function composition(): Composition {
  globalThis.freshetComposition ??= compose(readEnv())
  return globalThis.freshetComposition
}

/** What operations need, done for `actor`. */
export function opsContext(request: { readonly actor: Actor; readonly client: Client }): OpsContext {
  const { env, pool } = composition()
  return createOpsContext({ ...request, db: pool.db, env })
}

/** The same for programs that bring their own pool: the first start, and the CLI beside the database. */
export function createOpsContext(parts: {
  readonly actor: Actor
  readonly client: Client
  readonly db: OpsContext['db']
  readonly env: Pick<Env, 'PREVIEW_SUFFIX' | 'EDGE_PORT' | 'FRESHET_DATA_DIR' | 'FRESHET_SECRET_KEY'> &
    Partial<PurgeSettings & Pick<Env, 'FLEET_SECRET' | 'SITES_URL'>>
}): OpsContext {
  const { actor, client, db, env } = parts
  return {
    actor,
    client,
    db,
    sites: { previewSuffix: env.PREVIEW_SUFFIX, edgePort: env.EDGE_PORT, pattern: env.SITES_URL ?? null },
    compileBuild,
    readBuild,
    packer: createPacker(),
    secrets: secretsOf(env),
    signer: env.FLEET_SECRET === undefined ? null : createSigner(env.FLEET_SECRET),
    edges: edgesOf(env),
    settings: settingsOf(env),
  }
}

/** Whoever has no secret of the fleet, as the CLI beside the database, gets no answer of its edges. */
function edgesOf({ FLEET_SECRET }: Partial<Pick<Env, 'FLEET_SECRET'>>): OpsContext['edges'] {
  if (FLEET_SECRET === undefined) return NO_EDGES
  return { ...createControlClient(FLEET_SECRET), ...createLiveClient(FLEET_SECRET) }
}

type PurgeSettings = Pick<Env, 'UNDO_GRACE_HOURS' | 'PURGES_PER_MINUTE'>

function settingsOf({ UNDO_GRACE_HOURS, PURGES_PER_MINUTE }: Partial<PurgeSettings>): OpsContext['settings'] {
  const { undoGraceSeconds, purgesPerMinute } = DEFAULT_SETTINGS
  return {
    undoGraceSeconds: UNDO_GRACE_HOURS === undefined ? undoGraceSeconds : UNDO_GRACE_HOURS * 3_600,
    purgesPerMinute: PURGES_PER_MINUTE ?? purgesPerMinute,
    previews: globalThis.freshetPreviews ?? null,
  }
}

/** The keys of this machine; what is wrong with them is for the operator to know, and to mend. */
function secretsOf(env: Pick<Env, 'FRESHET_DATA_DIR' | 'FRESHET_SECRET_KEY'>): OpsContext['secrets'] {
  const box = createSecretBox({ setting: env.FRESHET_SECRET_KEY, dataDir: env.FRESHET_DATA_DIR })
  const refuse = (error: unknown) => {
    if (error instanceof SecretKeyError) throw new OpError('unavailable', error.message, { cause: error })
    throw error
  }
  return {
    keyIds: () => box.keyIds().catch(refuse),
    seal: (place, value, options) => box.seal(place, value, options).catch(refuse),
  }
}

/** Puts the parts of a process together, over a pool of its own unless one is given. */
export function compose(env: Env, pool: DbPool = openDb(env.DATABASE_URL, { maxConnections: 10 })): Composition {
  return { env, pool, log: createLog(env.LOG_LEVEL) }
}
