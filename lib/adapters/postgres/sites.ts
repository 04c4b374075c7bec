import { setTimeout as delay } from 'node:timers/promises'
import type { Queryable } from '@/db/client'
import {
  findPointer,
  findProtection,
  findReadyDeployment,
  type Pointer,
  type StoredDeployment,
} from '@/db/queries/deployments/sites'
import { DEFAULT_TIMEOUT_MS, withDeadline } from '@/lib/adapters/postgres/deadline'
import type { Deployment, Site } from '@/lib/engine/deployment'
import type { Sites } from '@/lib/engine/ports'
import { isProtected } from '@/lib/engine/protection/door'

export type PostgresSitesOptions = {
  /** Each deployment answers on `<its id>.<previewSuffix>`. */
  readonly previewSuffix: string
  /** Parses and compiles what is stored; may throw, then the host cannot be told. */
  readonly openDeployment: (row: StoredDeployment) => Deployment
  readonly timeoutMs?: number
  /** How long a host that does not exist stays so without being looked up again. */
  readonly absentMs?: number
  readonly monotonicMs?: () => number
  /**
   * The last read of the journal, as a number that grows with each; `null` while the edge is out of touch, when it calls nothing
   * that it shows up to date.
   */
  readonly lastJournalRead: () => number | null
  /** Waits between two tries to read a host that moved. */
  readonly pause?: () => Promise<void>
}

/** So often in a row a host that moved may fail to be read before it is forgotten. */
const REFRESH_TRIES = 4
const BETWEEN_TRIES_MS = 400

/** Tries in a row that came to nothing, and what was the last read of the journal at the first of them. */
type Failing = { readonly count: number; readonly sinceRead: number | null; readonly isOfHost: boolean }
const NOT_FAILING: Failing = { count: 0, sinceRead: null, isOfHost: false }

/** Known hosts beyond this number push out the oldest, unknown ones likewise. */
const HOST_LIMIT = 1_000

/**
 * Hosts in memory, read from PostgreSQL when first asked for. Concurrent look-ups of one host share one query, and one
 * that was overtaken by `refresh` or `forget` is answered but not remembered.
 */
export class PostgresSites implements Sites {
  readonly #db: Queryable
  readonly #options: PostgresSitesOptions
  readonly #known = new Map<string, Site>()
  /** Until when a host does not exist, by the monotonic clock. */
  readonly #absentUntilMs = new Map<string, number>()
  readonly #lookUps = new Map<string, Promise<Site | undefined>>()

  constructor(db: Queryable, options: PostgresSitesOptions) {
    this.#db = db
    this.#options = options
  }

  find(host: string): Site | undefined | Promise<Site | undefined> {
    const site = this.#known.get(host)
    if (site !== undefined) return site
    const absentUntilMs = this.#absentUntilMs.get(host)
    if (absentUntilMs !== undefined && this.#nowMs() < absentUntilMs) return undefined
    return this.#lookUps.get(host) ?? this.#lookUp(host)
  }

  /**
   * The host as it would be if it showed this deployment; `undefined` when there is no such domain, or when the deployment
   * cannot be served. Looked up each time, and remembered by nobody.
   */
  findShowing(host: string, deploymentId: string): Promise<Site | undefined> {
    return withDeadline(this.#loadShowing(host, deploymentId), this.#options.timeoutMs ?? DEFAULT_TIMEOUT_MS)
  }

  /**
   * Reads a host again after it moved. What it showed is shown until the new deployment is loaded, so no request waits
   * or fails meanwhile, also while the database is away. If the journal is read meanwhile and the host cannot be, it is forgotten
   * and the failure rises.
   */
  async refresh(host: string): Promise<void> {
    this.#absentUntilMs.delete(host)
    for (let failing = NOT_FAILING; this.#known.has(host) || this.#lookUps.has(host); ) {
      try {
        await this.#lookUp(host)
        return
      } catch (error) {
        // It has moved again, and is being read again.
        if (this.#lookUps.has(host)) throw error
        failing = this.#failedAgain(failing)
        if (failing.isOfHost) {
          this.#known.delete(host)
          throw error
        }
        await (this.#options.pause ?? pause)()
      }
    }
  }

  /** Reads all hosts of a project again, and those that are being looked up, of which nobody can tell whose they are. */
  async refreshProject(projectId: string): Promise<void> {
    const known = [...this.#known].filter(([, site]) => site.projectId === projectId).map(([host]) => host)
    await Promise.all([...new Set([...known, ...this.#lookUps.keys()])].map((host) => this.refresh(host)))
  }

  /** Forgets every host that shows this deployment, and reads those again that are being looked up: they may be about to show it. */
  async forgetDeployment(id: string): Promise<void> {
    for (const [host, site] of this.#known) if (site.deployment.id === id) this.#known.delete(host)
    await Promise.all([...this.#lookUps.keys()].map((host) => this.refresh(host)))
  }

  /** Forgets all hosts: the database is another one. */
  forgetAll(): void {
    this.#known.clear()
    this.#absentUntilMs.clear()
    this.#lookUps.clear()
  }

  /** An edge that lost the database counts as in touch for a while: only a read of the journal after the first failure tells. */
  #failedAgain({ count, sinceRead }: Failing): Failing {
    const read = this.#options.lastJournalRead()
    if (read === null) return NOT_FAILING
    const since = sinceRead ?? read
    return { count: count + 1, sinceRead: since, isOfHost: count + 1 >= REFRESH_TRIES && read > since }
  }

  #lookUp(host: string): Promise<Site | undefined> {
    const lookUp = withDeadline(this.#load(host), this.#options.timeoutMs ?? DEFAULT_TIMEOUT_MS).then(
      (site) => {
        if (this.#lookUps.get(host) === lookUp) this.#remember(host, site)
        return site
      },
      (error: unknown) => {
        if (this.#lookUps.get(host) === lookUp) this.#lookUps.delete(host)
        throw error
      },
    )
    this.#lookUps.set(host, lookUp)
    return lookUp
  }

  #remember(host: string, site: Site | undefined): void {
    this.#lookUps.delete(host)
    if (site !== undefined) {
      this.#absentUntilMs.delete(host)
      putBounded(this.#known, host, site)
      return
    }
    this.#known.delete(host)
    putBounded(this.#absentUntilMs, host, this.#nowMs() + (this.#options.absentMs ?? 1_000))
  }

  async #load(host: string): Promise<Site | undefined> {
    const pointer = (await findPointer(this.#db, host)) ?? this.#previewPointer(host)
    if (pointer === undefined || pointer.deploymentId === null) return undefined
    return this.#siteOf(host, { ...pointer, deploymentId: pointer.deploymentId })
  }

  async #loadShowing(host: string, deploymentId: string): Promise<Site | undefined> {
    const pointer = await findPointer(this.#db, host)
    return pointer && this.#siteOf(host, { ...pointer, deploymentId })
  }

  async #siteOf(host: string, shown: Pointer & { readonly deploymentId: string }): Promise<Site | undefined> {
    const { deploymentId, environment } = shown
    const deployment = this.#openDeployment(deploymentId) ?? (await this.#loadDeployment(deploymentId))
    if (deployment === undefined) return undefined
    const { projectId } = deployment
    const protection = await findProtection(this.#db, projectId)
    return { domain: host, projectId, environment, isProtected: isProtected(protection, environment), deployment }
  }

  /** A domain may have any name, so only a host that is none of them is read as a deployment's own. */
  #previewPointer(host: string): Pointer | undefined {
    const suffix = `.${this.#options.previewSuffix}`
    if (!host.endsWith(suffix)) return undefined
    return { deploymentId: host.slice(0, -suffix.length), environment: 'preview' }
  }

  /** Hosts of one deployment share its compiled form. */
  #openDeployment(id: string): Deployment | undefined {
    return this.#known.values().find(({ deployment }) => deployment.id === id)?.deployment
  }

  async #loadDeployment(id: string): Promise<Deployment | undefined> {
    const row = await findReadyDeployment(this.#db, id)
    return row === undefined ? undefined : this.#options.openDeployment(row)
  }

  #nowMs(): number {
    return this.#options.monotonicMs?.() ?? performance.now()
  }
}

async function pause(): Promise<void> {
  await delay(BETWEEN_TRIES_MS, undefined, { ref: false })
}

function putBounded<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key)
  map.set(key, value)
  if (map.size <= HOST_LIMIT) return
  for (const oldest of map.keys()) {
    map.delete(oldest)
    return
  }
}
