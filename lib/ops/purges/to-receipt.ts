import type { ReceiptRow } from '@/db/queries/edge-acks'
import type { EdgeReceipt, Receipt } from '@/lib/contract/receipts'

/** The receipt of a purge from what edges said, quickest first. */
export function toReceipt(rows: readonly ReceiptRow[]): Receipt {
  const edges = rows.map(toEdge)
  const times = edges.flatMap(({ afterMs }) => (afterMs === null ? [] : [afterMs])).toSorted((one, two) => one - two)
  return {
    edges,
    obeyedCount: edges.filter(({ state }) => state === 'obeyed').length,
    p50Ms: quantile(times, 0.5),
    p99Ms: quantile(times, 0.99),
    maxMs: times.at(-1) ?? null,
    stragglers: edges.filter(({ state }) => state === 'late').map(({ id, region }) => ({ id, region })),
  }
}

function toEdge({ id, region, after_ms, has_applied, is_alive }: ReceiptRow): EdgeReceipt {
  const unsaid = is_alive ? 'late' : 'gone'
  const state = has_applied ? 'obeyed' : unsaid
  // An edge may have applied a purge before the clock of its transaction moved on: no time at all, then.
  return { id, region, state, afterMs: after_ms === null ? null : Math.max(0, Math.round(after_ms * 10) / 10) }
}

/** The least of the ascending values that this share of them does not exceed. */
function quantile(ascending: readonly number[], share: number): number | null {
  return ascending[Math.max(0, Math.ceil(ascending.length * share) - 1)] ?? null
}
