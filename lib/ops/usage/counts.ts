import type { UsageRow } from '@/db/queries/usage/usage'
import type { Quantities } from '@/lib/contract/metrics'
import type { UsageCounts } from '@/lib/contract/usage'
import { requestCount } from '@/lib/ops/paths/status-mix'

type Counted = Omit<UsageRow, 'at_ms' | 'project_id' | 'deployment_id' | 'domain' | 'route' | 'region'>

export const NOTHING: UsageCounts = {
  requests: 0,
  served: 0,
  errors: 0,
  readUnits: 0,
  writeUnits: 0,
  writeUtilisation: null,
  invocations: 0,
  durationMs: 0,
  cpuUs: 0,
  memoryMbMs: 0,
  bytesIn: 0,
  bytesOut: 0,
  visitorBytes: 0,
  originBytes: 0,
}

/** A row of sums as the API has it. */
export function countsOf(row: Counted): UsageCounts {
  const served = row.hit + row.prerender + row.stale
  return {
    requests: requestCount(row),
    served,
    errors: row.errors,
    readUnits: row.read_units,
    writeUnits: row.write_units,
    writeUtilisation: perWrite(served, row.write_units),
    invocations: row.invocations,
    durationMs: row.duration_ms,
    cpuUs: row.cpu_us,
    memoryMbMs: row.memory_mb_ms,
    bytesIn: row.bytes_in,
    bytesOut: row.bytes_out,
    visitorBytes: row.bytes_in + row.bytes_out,
    originBytes: row.bytes_to_functions + row.bytes_from_functions + row.bytes_to_cache + row.bytes_from_cache,
  }
}

/** The sum of two, whose write utilisation is that of both together. */
export function sumOfCounts(one: UsageCounts, other: UsageCounts): UsageCounts {
  const served = one.served + other.served
  const writeUnits = one.writeUnits + other.writeUnits
  return {
    served,
    writeUnits,
    writeUtilisation: perWrite(served, writeUnits),
    requests: one.requests + other.requests,
    errors: one.errors + other.errors,
    readUnits: one.readUnits + other.readUnits,
    invocations: one.invocations + other.invocations,
    durationMs: one.durationMs + other.durationMs,
    cpuUs: one.cpuUs + other.cpuUs,
    memoryMbMs: one.memoryMbMs + other.memoryMbMs,
    bytesIn: one.bytesIn + other.bytesIn,
    bytesOut: one.bytesOut + other.bytesOut,
    visitorBytes: one.visitorBytes + other.visitorBytes,
    originBytes: one.originBytes + other.originBytes,
  }
}

/** The counts that have a price. */
export function quantitiesOf(counts: UsageCounts): Quantities {
  const { requests, readUnits, writeUnits, invocations, cpuUs, memoryMbMs, visitorBytes, originBytes } = counts
  return { requests, readUnits, writeUnits, invocations, cpuUs, memoryMbMs, visitorBytes, originBytes }
}

function perWrite(served: number, writeUnits: number): number | null {
  return writeUnits === 0 ? null : served / writeUnits
}
