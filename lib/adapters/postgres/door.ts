import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Db } from '@/db/client'
import { findHoldingReach } from '@/db/queries/protection/bypass-tokens'
import { holdsDraftLink, takeDraftLink } from '@/db/queries/protection/draft-links'
import { holdsVisit, redeemVisit } from '@/db/queries/protection/site-visits'
import { DEFAULT_TIMEOUT_MS, withDeadline } from '@/lib/adapters/postgres/deadline'
import type { Signer } from '@/lib/adapters/secrets/signed-text'
import type { Site } from '@/lib/engine/deployment'
import { type Reach, reaches } from '@/lib/engine/protection/bypass-tokens'
import type { Door, Pass, PassUse } from '@/lib/engine/protection/door'

const named = { id: z.string(), host: z.string(), endsAtMs: z.number() }
const ticketClaims = z.object({ ...named, to: z.string() })
const linkClaims = z.object(named)
const passClaims = z.object({ ...named, by: z.enum(['visit', 'draft_link', 'token']) })
type PassClaims = z.infer<typeof passClaims>

export type DoorOptions = {
  readonly signer: Signer
  readonly nowMs: () => number
  readonly timeoutMs?: number
}

/** So long a pass is believed without asking again, unless the journal says that something changed. */
const BELIEVED_MS = 5_000
/** Passes beyond this number push out the oldest. */
const PASS_LIMIT = 10_000
/** What came by a token lasts no longer than a session does. */
const TOKEN_SECONDS = 12 * 3_600
const EVERYTHING: Reach = { paths: [], deploymentIds: [] }

/** What a pass opens, as it was found a moment ago; nothing when it is no longer valid. */
type Believed = { readonly projectId: string; readonly untilMs: number; readonly reach: Reach | undefined }

/** The door in PostgreSQL. What a pass came by is asked for again every few seconds. */
export class PostgresDoor implements Door {
  readonly #db: Db
  readonly #options: DoorOptions
  readonly #believed = new Map<string, Believed>()
  readonly #asked = new Map<string, Promise<Reach | undefined>>()

  constructor(db: Db, options: DoorOptions) {
    this.#db = db
    this.#options = options
  }

  admits(pass: string, { site, path, to }: PassUse): boolean | Promise<boolean> {
    const key = `${site.domain}\n${to}\n${pass}`
    const opens = (reach: Reach | undefined) => reach !== undefined && reaches(reach, { site, path })
    const believed = this.#believed.get(key)
    if (believed !== undefined && this.#options.nowMs() < believed.untilMs) return opens(believed.reach)
    const claims = this.#read('pass', passClaims, pass, site)
    if (claims === undefined || (to === 'drafts' && claims.by !== 'draft_link')) return false
    return (this.#asked.get(key) ?? this.#ask(key, claims, site)).then(opens)
  }

  async redeem(ticket: string, site: Site) {
    const claims = this.#read('ticket', ticketClaims, ticket, site)
    if (claims === undefined) return undefined
    const redeemed = await this.#timely(redeemVisit(this.#db, claims))
    if (redeemed === undefined) return undefined
    return { pass: this.#passFor({ by: 'visit', id: claims.id }, site, redeemed.lifeSeconds), to: claims.to }
  }

  async openDraft(link: string, site: Site) {
    const claims = this.#read('draft', linkClaims, link, site)
    if (claims === undefined) return undefined
    const secretHash = createHash('sha256').update(link).digest('hex')
    const taken = await this.#timely(takeDraftLink(this.#db, { ...claims, secretHash }))
    if (taken === undefined) return undefined
    return { pass: this.#passFor({ by: 'draft_link', id: claims.id }, site, taken.lifeSeconds), path: taken.path }
  }

  passOfToken(id: string, site: Site): Pass {
    return this.#passFor({ by: 'token', id }, site, TOKEN_SECONDS)
  }

  /** Whoever was let in to hosts of this project, or of any (`null`), is asked about again. */
  forget(projectId: string | null): void {
    for (const [key, believed] of this.#believed) {
      if (projectId === null || believed.projectId === projectId) this.#believed.delete(key)
    }
    this.#asked.clear()
  }

  #ask(key: string, claims: PassClaims, { projectId }: Site): Promise<Reach | undefined> {
    const asked = this.#timely(this.#reachOf(claims, projectId)).then(
      (reach) => {
        // What was asked before something changed is told to those who asked, and not remembered.
        if (this.#asked.get(key) === asked) {
          this.#asked.delete(key)
          this.#remember(key, { projectId, untilMs: this.#options.nowMs() + BELIEVED_MS, reach })
        }
        return reach
      },
      (error: unknown) => {
        if (this.#asked.get(key) === asked) this.#asked.delete(key)
        throw error
      },
    )
    this.#asked.set(key, asked)
    return asked
  }

  async #reachOf({ by, id, host }: PassClaims, projectId: string): Promise<Reach | undefined> {
    switch (by) {
      case 'visit':
        return (await holdsVisit(this.#db, { id, host })) ? EVERYTHING : undefined
      case 'draft_link':
        return (await holdsDraftLink(this.#db, { id, host })) ? EVERYTHING : undefined
      case 'token':
        return findHoldingReach(this.#db, { id, projectId })
    }
  }

  #remember(key: string, believed: Believed): void {
    this.#believed.delete(key)
    this.#believed.set(key, believed)
    if (this.#believed.size <= PASS_LIMIT) return
    for (const oldest of this.#believed.keys()) {
      this.#believed.delete(oldest)
      return
    }
  }

  #passFor(from: Pick<PassClaims, 'by' | 'id'>, { domain: host }: Site, lifeSeconds: number): Pass {
    const endsAtMs = this.#options.nowMs() + lifeSeconds * 1_000
    return { text: this.#options.signer.sign('pass', { ...from, host, endsAtMs }), lifeSeconds }
  }

  /** What was signed for this host and has not run out. */
  #read<Claims extends { readonly host: string; readonly endsAtMs: number }>(
    purpose: string,
    schema: z.ZodType<Claims>,
    text: string,
    { domain }: Site,
  ): Claims | undefined {
    const { data } = schema.safeParse(this.#options.signer.read(purpose, text))
    if (data === undefined || data.host !== domain || data.endsAtMs <= this.#options.nowMs()) return undefined
    return data
  }

  #timely<Result>(work: Promise<Result>): Promise<Result> {
    return withDeadline(work, this.#options.timeoutMs ?? DEFAULT_TIMEOUT_MS)
  }
}
