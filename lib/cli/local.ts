import { openDb } from '@/db/client'
import { CliFailure, EXIT, unreachable } from '@/lib/cli/failure'
import type { CreateTokenInput, CreateTokenResult } from '@/lib/contract/access'
import type { OpsContext } from '@/lib/ops/context'
import { createToken } from '@/lib/ops/tokens/create-token'
import { mintMachineToken } from '@/lib/ops/tokens/mint-machine-token'
import { createOpsContext } from '@/lib/server/compose'
import { isDatabaseAway, isOtherSchema } from '@/lib/server/database-away'

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
    if (!isOtherSchema(error)) throw error
    const message = 'This command is of another version than the Freshet that runs. Stop Freshet and start it again.'
    throw new CliFailure(EXIT.refused, { code: 'conflict', message }, { cause: error })
  } finally {
    await pool.close()
  }
}
