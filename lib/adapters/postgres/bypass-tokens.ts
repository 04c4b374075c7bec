import { createHash, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { Queryable } from '@/db/client'
import { type BypassTokenRow, listTokensOfProject } from '@/db/queries/protection/bypass-tokens'
import { withDeadline } from '@/lib/adapters/postgres/deadline'
import type { BypassToken, BypassTokens } from '@/lib/engine/fleet-ports'

/** A visitor waits for this. */
const TIMEOUT_MS = 1_000
/** Projects beyond this number push out the one that was read first. */
const PROJECT_LIMIT = 1_000

type Held = { readonly sha256: Uint8Array; readonly token: BypassToken }

/**
 * Tokens in memory, read when the first secret of a project is shown. What is forgotten while it is being read is answered
 * to whoever waits for it, and not remembered.
 */
export class PostgresBypassTokens implements BypassTokens {
  readonly #db: Queryable
  readonly #timeoutMs: number
  readonly #known = new Map<string, Promise<readonly Held[]>>()

  constructor(db: Queryable, { timeoutMs = TIMEOUT_MS }: { readonly timeoutMs?: number } = {}) {
    this.#db = db
    this.#timeoutMs = timeoutMs
  }

  async find(projectId: string, secret: string) {
    const sha256 = createHash('sha256').update(secret).digest()
    const held = await (this.#known.get(projectId) ?? this.#read(projectId))
    let token: BypassToken | undefined
    // All are compared, whichever it is.
    for (const each of held) if (timingSafeEqual(each.sha256, sha256)) token = each.token
    return { token, digest: sha256.toString('hex') }
  }

  /** Tokens of this project are read again when the next secret is shown. */
  forget(projectId: string): void {
    this.#known.delete(projectId)
  }

  /** Forgets all: the database is another one. */
  forgetAll(): void {
    this.#known.clear()
  }

  #read(projectId: string): Promise<readonly Held[]> {
    const reading = withDeadline(listTokensOfProject(this.#db, projectId), this.#timeoutMs).then(
      (rows) => rows.map(heldOf),
      (error: unknown) => {
        if (this.#known.get(projectId) === reading) this.#known.delete(projectId)
        throw error
      },
    )
    this.#known.set(projectId, reading)
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= PROJECT_LIMIT) break
      this.#known.delete(oldest)
    }
    return reading
  }
}

const purposesSchema = z.array(z.enum(['draft', 'revalidate', 'protection']))

function heldOf(row: BypassTokenRow): Held {
  const { id, paths, deploymentIds, expiresAt, revokedAt } = row
  return {
    sha256: Buffer.from(row.secretHash, 'hex'),
    token: {
      id,
      paths,
      deploymentIds,
      purposes: purposesSchema.parse(row.purposes),
      expiresAtMs: expiresAt?.getTime() ?? null,
      isRevoked: revokedAt !== null,
    },
  }
}
