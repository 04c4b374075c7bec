import { join } from 'node:path'
import { type DbPool, openDb } from '@/db/client'
import { readSchemaState } from '@/db/queries/backup/schema-state'
import { CliFailure, EXIT, unreachable } from '@/lib/cli/failure'
import type { CreateTokenInput, CreateTokenResult } from '@/lib/contract/access'
import type { ApiError } from '@/lib/contract/api-error'
import type { OpsContext } from '@/lib/ops/context'
import { createToken } from '@/lib/ops/tokens/create-token'
import { mintMachineToken } from '@/lib/ops/tokens/mint-machine-token'
import { createOpsContext } from '@/lib/server/compose'
import { type DatabaseRefusal, databaseRefusal, isDatabaseAway, isNotInSchema } from '@/lib/server/database-away'

/**
 * The one place where the CLI goes past REST: whoever can read the connection file can read the database anyway, and
 * automation needs a token before anybody has signed in.
 */
export function createTokenLocally(databaseUrl: string, input: CreateTokenInput): Promise<CreateTokenResult> {
  return withDatabase(databaseUrl, (ctx) => createToken(ctx, input))
}

/** A token for one call, see `mintMachineToken`. */
export function mintTokenLocally(databaseUrl: string): Promise<string> {
  return withDatabase(databaseUrl, mintMachineToken)
}

async function withDatabase<Result>(databaseUrl: string, act: (ctx: OpsContext) => Promise<Result>): Promise<Result> {
  const pool = openDb(databaseUrl, { maxConnections: 1 })
  try {
    // Tokens have no URL and seal nothing, so neither the address of sites nor the data folder matters here.
    const env = { PREVIEW_SUFFIX: 'localhost', EDGE_PORT: 80, FRESHET_DATA_DIR: '' }
    const client = { ip: null, userAgent: null }
    return await act(createOpsContext({ actor: { kind: 'machine' }, client, db: pool.db, env }))
  } catch (error) {
    if (isDatabaseAway(error)) {
      throw unreachable('The database of this machine does not answer. Start Freshet with npm start.', error)
    }
    const refusal = databaseRefusal(error)
    if (refusal === undefined) throw error
    throw new CliFailure(EXIT.refused, await explain(refusal, pool), { cause: error })
  } finally {
    await pool.close()
  }
}

/** Bundled into dist/, one folder below the checkout. */
const MIGRATIONS = join(import.meta.dirname, '../db/migrations')

async function explain(refusal: DatabaseRefusal, { sql }: DbPool): Promise<ApiError['error']> {
  const { sentence } = refusal
  if (!isNotInSchema(refusal)) return { code: 'internal', message: `The database refused: ${sentence}.` }
  return { code: 'conflict', message: lacking(sentence, await readSchemaState(sql, MIGRATIONS)) }
}

function lacking(sentence: string, state: Awaited<ReturnType<typeof readSchemaState>>): string {
  switch (state) {
    case 'other':
      return 'This command is of another version than the Freshet that runs. Stop Freshet and start it again.'
    case 'none':
      return `The database holds no Freshet: it was emptied, or is not the one that was (${sentence}). Stop Freshet and start it again, or put a backup there: “npx freshet restore <file>”.`
    case 'same':
      return `The database is of this version and lacks something all the same: ${sentence}. Somebody changed it by other means: put a backup there (“npx freshet restore <file>”), or what is missing by hand.`
  }
}
