import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Logger } from 'pino'
import type { DbPool } from '@/db/client'
import { findBuiltDeployment } from '@/db/queries/deployments/sites'
import { manifestSchema } from '@/lib/adapters/build-output/manifest'
import { createBundleCache } from '@/lib/adapters/disk/bundle-cache'
import type { AnswerAsk } from '@/lib/adapters/functions/channel-server'
import {
  createFunctionRuntime,
  type FunctionEvent,
  type HostedFunctions,
} from '@/lib/adapters/functions/function-runtime'
import { isOrderly } from '@/lib/adapters/functions/host-exit'
import { openSocketDirectory } from '@/lib/adapters/functions/socket-directory'
import { createPostgresBlobStore } from '@/lib/adapters/postgres/blob-store'
import { FailedCallLog } from '@/lib/adapters/postgres/failed-call-log'
import { ProjectVariables } from '@/lib/adapters/postgres/project-variables'
import { createSecretBox } from '@/lib/adapters/secrets/secret-box'
import type { JournalEffects } from '@/lib/edge/follow-journal'
import type { Env } from '@/lib/server/env'

export type OpenFunctions = {
  readonly functions: HostedFunctions
  readonly variables: ProjectVariables
  readonly renewFunctions: JournalEffects['renewFunctions']
  /** Ends all hosts, and leaves no temporary file. Calls from then on fail with `unavailable`. */
  close(): Promise<void>
}

/** The function hosts of an edge, which get the variables of their projects. `answer` answers what functions ask. */
export function openFunctions(parts: {
  readonly env: Env
  readonly pool: DbPool
  readonly log: Logger
  readonly answer: AnswerAsk
}): OpenFunctions {
  const { env, pool, log, answer } = parts
  const box = createSecretBox({ setting: env.FRESHET_SECRET_KEY, dataDir: env.FRESHET_DATA_DIR })
  const variables = new ProjectVariables(pool.db, box)
  const materialize = createBundleCache({
    directory: bundleDirectory(env),
    blobs: createPostgresBlobStore(pool.db),
    async readManifest(deploymentId) {
      // One that was deleted a moment ago too: calls that were under way may come to a function only now.
      const row = await findBuiltDeployment(pool.db, deploymentId)
      if (row === undefined) throw new Error(`Deployment ${deploymentId} is not there any more.`)
      return manifestSchema.parse(row.manifest)
    },
  })
  const failedCalls = new FailedCallLog(pool.db, (error) => log.warn({ error }, 'a failed call could not be kept'))
  const sockets = openSocketDirectory({ under: tmpdir(), name: socketDirectoryName(env) })
  const functions = createFunctionRuntime({
    materialize: (site, bundle) => materialize(site.deployment.id, bundle),
    variables: (site) => variables.of(site),
    hostScript: join(import.meta.dirname, 'function-host.mjs'),
    socketDirectory: sockets.path,
    answer,
    onEvent(event) {
      logFunction(log, event)
      if (event.kind === 'call_failed') failedCalls.keep(failedCallOf(event))
    },
  })
  return {
    functions,
    variables,
    // First the values are forgotten, then the hosts: a call in between starts a host with the new ones.
    renewFunctions(changed) {
      if (changed === null) variables.forgetAll()
      else variables.forget(changed.projectId, changed.environment)
      functions.renew(changed)
    },
    async close() {
      await functions.stop()
      await sockets
        .remove()
        .catch((error: unknown) => log.warn({ error }, 'temporary files of functions cannot be removed'))
    },
  }
}

function failedCallOf(event: FunctionEvent & { readonly kind: 'call_failed' }) {
  const { invocationId, projectId, deploymentId, bundle, url, status, outcome, ms, output } = event
  const path = url.split('?', 1)[0] ?? url
  const place = { invocationId, projectId, deploymentId, bundle, path }
  return { ...place, status, outcome, durationMs: Math.round(ms), output: output.map(storable) }
}

/** Text as PostgreSQL takes it. */
function storable(line: string): string {
  return line.replaceAll('\u0000', '').toWellFormed()
}

/** Where bundles are laid out; edges of one data folder share it. */
export function bundleDirectory({ FRESHET_DATA_DIR }: Pick<Env, 'FRESHET_DATA_DIR'>): string {
  return join(FRESHET_DATA_DIR, 'functions')
}

/** Short, of this edge alone, and the same at its next start. */
function socketDirectoryName({ FRESHET_DATA_DIR, EDGE_PORT }: Env): string {
  return `freshet-${createHash('sha256').update(`${FRESHET_DATA_DIR}:${EDGE_PORT}`).digest('hex').slice(0, 12)}`
}

function logFunction(log: Logger, event: FunctionEvent): void {
  const { deploymentId, bundle } = event
  if (event.kind === 'output') log.info({ deploymentId, bundle, stream: event.stream }, event.line)
  else if (event.kind === 'exited') {
    log[isOrderly(event) ? 'debug' : 'warn']({ deploymentId, bundle, reason: event.reason }, event.message)
  } else log.debug({ ...event }, 'function')
}
