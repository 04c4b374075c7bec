import type { WarmedPage, WarmGate, WarmReport } from '@/lib/contract/warm-ups'
import type { Outcome } from '@/lib/engine/outcome'

const LISTED_PAGES = 1_000

/** What an answer means for a page that was to be warm. */
export function verdictOf(status: number, { status: cache, reason }: Outcome): WarmedPage['verdict'] {
  // The last good page was shown in place of one that could not be made.
  const isOld = cache === 'STALE' || (cache === 'MISS' && reason === 'error')
  if (status >= 400 || isOld) return 'failed'
  if (cache === 'HIT' || cache === 'PRERENDER') return 'fresh'
  const isMade = cache === 'REVALIDATED' || (cache === 'MISS' && (reason === 'cold' || reason === 'collapsed'))
  return isMade ? 'made' : 'unstored'
}

export type Summary = Omit<WarmReport, 'code' | 'gate' | 'promoted'>

/** What came of all pages together. Times are of what was rendered: a page that was fresh says nothing of the site. */
export function summarise(pages: readonly WarmedPage[]): Summary {
  const count = (verdict: WarmedPage['verdict']) => pages.filter((page) => page.verdict === verdict).length
  const times = pages
    .filter(({ verdict }) => verdict === 'made' || verdict === 'failed')
    .map(({ ms }) => ms)
    .toSorted((one, other) => one - other)
  const worstFirst = pages.toSorted(
    (one, other) => Number(other.verdict === 'failed') - Number(one.verdict === 'failed') || other.ms - one.ms,
  )
  return {
    counts: {
      asked: pages.length,
      made: count('made'),
      fresh: count('fresh'),
      unstored: count('unstored'),
      failed: count('failed'),
    },
    bytes: pages.reduce((sum, { bytes }) => sum + bytes, 0),
    p50Ms: percentile(times, 0.5),
    p95Ms: percentile(times, 0.95),
    maxMs: times.at(-1) ?? null,
    pages: worstFirst.slice(0, LISTED_PAGES),
  }
}

/** Why the gate stays shut, as a sentence; `undefined`: it is open. */
export function whyClosed(gate: WarmGate, { counts, p95Ms, pages }: Summary): string | undefined {
  const failedPercent = counts.asked === 0 ? 0 : (counts.failed / counts.asked) * 100
  if (failedPercent > gate.maxFailedPercent) {
    const worst = pages[0]
    const example = worst === undefined ? '' : ` ${worst.domain}${worst.target}: ${worst.message ?? 'no page'}`
    return `${counts.failed} of ${counts.asked} pages failed, more than ${gate.maxFailedPercent} %.${example}`
  }
  if (p95Ms !== null && p95Ms > gate.maxP95Ms) {
    return `5 in 100 pages took longer than ${gate.maxP95Ms} ms: p95 was ${p95Ms} ms.`
  }
  return undefined
}

/** The nearest rank, of times in order. */
function percentile(sorted: readonly number[], share: number): number | null {
  return sorted[Math.ceil(sorted.length * share) - 1] ?? null
}
