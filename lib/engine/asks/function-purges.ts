import type { Asker, Reply, WantedPurge } from '@/lib/engine/asks/asks'
import type { Engine } from '@/lib/engine/engine'
import { isTag } from '@/lib/engine/prerenders/freshness'
import type { Selector } from '@/lib/engine/purges/journal'

/** Selectors of one row of the journal. */
const MAX_SELECTORS = 128

/** Rows that one question may write. More is no event of a site, and others wait for the journal's number meanwhile. */
const MAX_ROWS = 64

/**
 * Purges tags for a function, in its project and environment. Resolves when the purges are in the journal and this edge
 * obeys them: whoever asks it from then on is shown nothing from before. Tags that no response can have are left out.
 */
export async function purgeFor(engine: Engine, asker: Asker, purges: readonly WantedPurge[]): Promise<Reply> {
  const { projectId, environment, deployment } = asker.site
  const scope = { projectId, environment, domain: null, deploymentId: null }
  const actor = `function ${asker.bundle} of ${deployment.id}`
  const rows = purges.flatMap(({ mode, deadlineSeconds = 0, tags }) => {
    const deleteAtMs = deadlineSeconds === 0 ? null : Math.round(engine.clock.nowMs() + deadlineSeconds * 1_000)
    return [...inRows([...new Set(tags)].filter(isTag))].map((selectors) => ({ mode, deleteAtMs, selectors }))
  })
  if (rows.length > MAX_ROWS) {
    return { reply: 'refused', message: `A function purges ${MAX_ROWS * MAX_SELECTORS} tags at a time, and no more.` }
  }
  let newest = 0
  for (const row of rows) newest = await engine.journal.append({ ...row, scope, actor, reason: null })
  if (newest > 0) {
    asker.call?.purged(newest)
    await engine.catchUp(newest)
  }
  return { reply: 'done' }
}

function* inRows(tags: readonly string[]): Generator<readonly [Selector, ...Selector[]]> {
  for (let at = 0; at < tags.length; at += MAX_SELECTORS) {
    const [first, ...others] = tags.slice(at, at + MAX_SELECTORS).map((tag) => ({ kind: 'tag', tag }) as const)
    if (first !== undefined) yield [first, ...others]
  }
}
