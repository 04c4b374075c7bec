import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import type { SelectorInput } from '@/lib/contract/purges'
import type { Installation } from './installation.ts'
import { type Page, PURGED } from './ledger.ts'
import { HOST, PROJECT } from './site.ts'
import { until } from './until.ts'

const LIMIT_MS = 15_000
const BETWEEN_PURGES_MS = 60
const BETWEEN_PROMOTIONS_MS = 300
const AFTER_REFUSAL_MS = 100

const purgeSchema = z.object({ seq: z.number() })

type Answer = { readonly status: number; readonly text: string }

/** Calls the REST API. A status of 0 is no answer at all: what was asked may have been done or not. */
export async function call({ dashboard, token }: Installation, path: string, body: unknown): Promise<Answer> {
  try {
    const response = await fetch(new URL(path, dashboard.url), {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(LIMIT_MS),
    })
    return { status: response.status, text: await response.text() }
  } catch (error) {
    return { status: 0, text: String(error) }
  }
}

/** One edit of the page and its purge. Resolves to the status; a 2xx stands in the ledger from then on. */
export async function editAndPurge(
  installation: Installation,
  page: Page,
  selector = selectorsOf(page)[0],
): Promise<number> {
  const edition = installation.ledger.edit(page.name)
  const { status, text } = await call(installation, '/api/v1/purges', {
    project: PROJECT,
    scope: { kind: 'project' },
    selectors: [selector],
    mode: page.kind === 'deleted' ? 'delete' : 'invalidate',
  })
  if (status === 200) {
    installation.ledger.acknowledgePurge(page.name, edition, purgeSchema.parse(JSON.parse(text)).seq)
  }
  return status
}

/** Each of them covers this page alone. */
function selectorsOf({ name, path }: Page): readonly SelectorInput[] {
  return [
    { kind: 'tag', tag: `page-${name}` },
    { kind: 'path', path },
    { kind: 'prefix', prefix: path },
  ]
}

/** Shows the deployment on the domain. Resolves to the status; a 2xx stands in the ledger from then on. */
export async function promote(installation: Installation, deployment: string): Promise<number> {
  installation.ledger.beginPromotion(deployment)
  const { status } = await call(installation, '/api/v1/promotions', { project: PROJECT, deployment, domain: HOST })
  if (status === 200) installation.ledger.acknowledgePromotion(deployment)
  return status
}

/** People who edit, purge and promote all the time, and go on when they are refused. */
export class Operators {
  readonly #installation: Installation
  readonly #loops: readonly Promise<void>[]
  #isOver = false
  /** Purges by status; 0 is no answer. */
  readonly purges = new Map<number, number>()
  #lastAnswer = 'none was made'
  readonly promotions = new Map<number, number>()

  constructor(installation: Installation, { promote: promotes = false }: { readonly promote?: boolean } = {}) {
    this.#installation = installation
    this.#loops = [this.#keepEditing(), ...(promotes ? [this.#keepPromoting()] : [])]
  }

  /** Purges that were answered 2xx so far. */
  get acknowledged(): number {
    return this.purges.get(200) ?? 0
  }

  /** Resolves once so many more purges were answered 2xx, to how long that took in milliseconds. */
  async acknowledge(more: number): Promise<number> {
    const wanted = this.acknowledged + more
    return await until(async () => {
      if (this.acknowledged < wanted) throw new Error(`Purges are refused: ${this.#lastAnswer}`)
    })
  }

  /** Resolves once what is under way was answered. */
  async stop(): Promise<void> {
    this.#isOver = true
    await Promise.all(this.#loops)
  }

  async #keepEditing(): Promise<void> {
    for (let n = 0; !this.#isOver; n++) {
      const page = PURGED[n % PURGED.length]
      if (!page) return
      const selectors = selectorsOf(page)
      const status = await editAndPurge(this.#installation, page, selectors[n % selectors.length])
      count(this.purges, status)
      this.#lastAnswer = String(status)
      await delay(status === 200 ? BETWEEN_PURGES_MS : AFTER_REFUSAL_MS)
    }
  }

  async #keepPromoting(): Promise<void> {
    const ids = [...this.#installation.labels.keys()]
    for (let n = 1; !this.#isOver; n++) {
      const status = await promote(this.#installation, ids[n % ids.length] ?? '')
      count(this.promotions, status)
      await delay(status === 200 ? BETWEEN_PROMOTIONS_MS : AFTER_REFUSAL_MS)
    }
  }
}

function count(counts: Map<number, number>, status: number): void {
  counts.set(status, (counts.get(status) ?? 0) + 1)
}
