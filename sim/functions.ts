import { CallRecord } from '@/lib/engine/calls/call-record'
import type { Engine } from '@/lib/engine/engine'
import type { FunctionCall, FunctionFailure, FunctionResponse, FunctionRuntime } from '@/lib/engine/ports'
import { readValue, writeValue } from '@/lib/engine/values/value-cache'
import type { EdgeLink } from './edge-link'
import type { Model } from './model'
import { type Doc, deploymentId, PAGES, type Page } from './pages'

export type FunctionsOptions = {
  readonly model: Model
  readonly link: EdgeLink
  readonly engine: () => Engine
  readonly nowMs: () => number
  /** What becomes of a call: decided when it ends. */
  readonly fate: (page: Page) => 'answers' | 'answers 500' | 'crashes'
  readonly onFailure: () => void
  /** More renders of one page at once than one edge may run. */
  readonly onCrowd: (page: Page, count: number) => void
}

/** The site's functions as one edge hosts them. They read documents one after the other, and say which versions they saw. */
export class Functions implements FunctionRuntime {
  readonly #options: FunctionsOptions
  readonly #running = new Map<string, number>()

  constructor(options: FunctionsOptions) {
    this.#options = options
  }

  async invoke(call: FunctionCall): Promise<FunctionResponse | FunctionFailure> {
    const page = pageOf(call)
    const name = `${call.site.domain} ${call.site.deployment.id} ${call.url} ${page.path}`
    const count = (this.#running.get(name) ?? 0) + 1
    this.#running.set(name, count)
    this.#options.onCrowd(page, count)
    try {
      return await this.#run(call, page)
    } finally {
      this.#running.set(name, (this.#running.get(name) ?? 1) - 1)
    }
  }

  async #run(call: FunctionCall, page: Page): Promise<FunctionResponse | FunctionFailure> {
    const { link, model, nowMs, fate, onFailure } = this.#options
    const record = new CallRecord(call)
    const versions: Partial<Record<Doc, number>> = {}
    for (const doc of page.docs) {
      await link.wait(`the function of ${call.url} reads ${doc}`)
      versions[doc] = page.isByDataCache === true ? await this.#readKept(call, record, page, doc) : model.versions[doc]
    }
    await link.wait(`the function of ${call.url} ends`)
    const end = fate(page)
    const endedMs = nowMs()
    if (end !== 'answers') onFailure()
    if (end === 'crashes') return { kind: 'failed', reason: 'crashed', message: 'The function ended.' }
    const shown = page.docs.map((doc) => `${doc} ${versions[doc]}`).join(', ')
    const maker = page.isPlain === true ? '' : ` by ${call.invocationId}`
    const { domain, deployment } = call.site
    const text = `${call.url} of ${domain} ${deployment.id}${maker}: ${shown}`
    if (end === 'answers') {
      const made = { versions, deployment: deploymentId(deployment.id), domain, invocation: call.invocationId }
      model.made(text, made, endedMs)
    }
    return answerOf(end === 'answers' ? text : `broken: ${text}`, end === 'answers' ? 200 : 500, page, record)
  }

  /** As a cached fetch does: what is kept of the document, else the document, which is then kept. */
  async #readKept(call: FunctionCall, record: CallRecord, page: Page, doc: Doc): Promise<number> {
    const { engine, link, model } = this.#options
    const asker = { site: call.site, bundle: 'page', call: record }
    const ask = { kind: 'fetch', key: doc } as const
    const kept = await readValue(engine(), asker, { ...ask, tags: [`_N_T_${page.path}`] }).catch(() => undefined)
    if (kept?.bytes !== undefined) return Number(new TextDecoder().decode(kept.bytes))
    await link.wait(`the function of ${call.url} fetches ${doc}`)
    const version = model.versions[doc]
    const asked = { ...ask, tags: [doc], note: '', ageMs: 0, expireSeconds: null, handed: [] }
    // Whoever cannot keep it still shows it.
    await writeValue(engine(), asker, asked, new TextEncoder().encode(String(version))).catch(() => undefined)
    return version
  }
}

function answerOf(text: string, status: number, { tags }: Page, record: CallRecord): FunctionResponse {
  async function* body() {
    yield new TextEncoder().encode(text)
  }
  return {
    kind: 'answered',
    status,
    headers: [['content-type', 'text/html']],
    body: body(),
    tags: Promise.resolve(tags),
    stamp: Promise.resolve(record.stamp),
  }
}

function pageOf({ url, headers }: FunctionCall): Page {
  const id = headers.find(([name]) => name === 'x-now-route-matches')?.[1].replace('id=', '')
  const target = id === undefined ? url : `/items/${id}`
  const page = PAGES.find(({ targets }) => targets.includes(target))
  if (page === undefined) throw new Error(`There is no page ${target}.`)
  return page
}
