import type { Queryable } from '@/db/client'
import { listVariables, type VariableRow } from '@/db/queries/variables'
import { DEFAULT_TIMEOUT_MS, withDeadline } from '@/lib/adapters/postgres/deadline'
import type { SecretBox } from '@/lib/adapters/secrets/secret-box'
import type { Environment } from '@/lib/engine/deployment'

type Values = Readonly<Record<string, string>>
type Place = { readonly projectId: string; readonly environment: Environment }

/**
 * The variables of projects as functions get them, kept in memory once they were read. Rejects when they cannot be read or
 * opened: a function that runs without its secrets does worse than one that does not run.
 */
export class ProjectVariables {
  readonly #db: Queryable
  readonly #box: SecretBox
  readonly #timeoutMs: number
  readonly #known = new Map<string, Promise<Values>>()

  constructor(db: Queryable, box: SecretBox, { timeoutMs = DEFAULT_TIMEOUT_MS } = {}) {
    this.#db = db
    this.#box = box
    this.#timeoutMs = timeoutMs
  }

  /** Concurrent calls share one read, and what was asked after `forget` is read after it. */
  of(place: Place): Promise<Values> {
    const key = keyOf(place)
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const read = this.#read(place)
    this.#known.set(key, read)
    read.catch(() => {
      if (this.#known.get(key) === read) this.#known.delete(key)
    })
    return read
  }

  /** The variables of an environment changed, or (`null`) of both. */
  forget(projectId: string, environment: Environment | null): void {
    const changed = environment === null ? (['production', 'preview'] as const) : [environment]
    for (const each of changed) this.#known.delete(keyOf({ projectId, environment: each }))
  }

  forgetAll(): void {
    this.#known.clear()
  }

  async #read({ projectId, environment }: Place): Promise<Values> {
    const rows = await withDeadline(listVariables(this.#db, { projectId, environment }), this.#timeoutMs)
    return Object.fromEntries(await Promise.all(rows.map((row) => this.#open(row))))
  }

  async #open(row: VariableRow): Promise<readonly [string, string]> {
    return [row.name, await this.#box.open(row, row)]
  }
}

function keyOf({ projectId, environment }: Place): string {
  return `${environment} ${projectId}`
}
