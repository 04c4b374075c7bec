import { GONE_AFTER_MS, type ReceiptRow } from '@/db/queries/purges/edge-acks'
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
    stragglers: edges
      .filter(({ state }) => state === 'late' || state === 'silent')
      .map(({ id, region, silentMs }) => ({ id, region, silentMs })),
  }
}

/** It says so once a second. */
const SILENT_AFTER_MS = 5_000

function toEdge(row: ReceiptRow): EdgeReceipt {
  const { id, region, after_ms, silent_ms } = row
  const state = stateOf(row)
  // An edge may have applied a purge before the clock of its transaction moved on: no time at all, then.
  const afterMs = after_ms === null ? null : Math.max(0, Math.round(after_ms * 10) / 10)
  return { id, region, state, afterMs, silentMs: state === 'silent' ? Math.round(silent_ms) : null }
}

function stateOf({ has_applied, has_stopped, silent_ms }: ReceiptRow): EdgeReceipt['state'] {
  if (has_applied) return 'obeyed'
  if (has_stopped || silent_ms > GONE_AFTER_MS) return 'gone'
  return silent_ms > SILENT_AFTER_MS ? 'silent' : 'late'
}

/** The least of the ascending values that this share of them does not exceed. */
function quantile(ascending: readonly number[], share: number): number | null {
  return ascending[Math.max(0, Math.ceil(ascending.length * share) - 1)] ?? null
}
