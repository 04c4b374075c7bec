import { z } from 'zod'

/** What is metered and can have a price. Quantities are whole numbers of the unit that the name ends with. */
export const metric = z.enum([
  'requests',
  'readUnits',
  'writeUnits',
  'invocations',
  'cpuUs',
  'memoryMbMs',
  'visitorBytes',
  'originBytes',
  'machineMs',
])
export type Metric = z.infer<typeof metric>

type MetricWords = {
  readonly label: string
  /** The unit that prices are told in, for one. */
  readonly unit: string
  /** How much of the metered unit one of these is. */
  readonly size: number
}

const HOUR_MS = 3_600_000

/** How each metric is called, and the unit of its prices. A GB of traffic is 10⁹ bytes, one of memory 1,024 MB. */
export const METRICS: Readonly<Record<Metric, MetricWords>> = {
  requests: { label: 'Requests', unit: 'request', size: 1 },
  readUnits: { label: 'ISR reads', unit: 'read unit', size: 1 },
  writeUnits: { label: 'ISR writes', unit: 'write unit', size: 1 },
  invocations: { label: 'Invocations', unit: 'invocation', size: 1 },
  cpuUs: { label: 'Function CPU', unit: 'CPU-hour', size: 1_000 * HOUR_MS },
  memoryMbMs: { label: 'Function memory', unit: 'GB-hour', size: 1_024 * HOUR_MS },
  visitorBytes: { label: 'Transfer with visitors', unit: 'GB', size: 1e9 },
  originBytes: { label: 'Transfer behind the edge', unit: 'GB', size: 1e9 },
  machineMs: { label: 'Machines', unit: 'machine-hour', size: HOUR_MS },
}

/** How much of each was used; what is not named was not used. */
export type Quantities = Readonly<Partial<Record<Metric, number>>>
