import { z } from 'zod'
import { endpoint } from '@/lib/contract/endpoint'
import { deploymentId, hostName, instant, projectName } from '@/lib/contract/fields'
import { timeWindow } from '@/lib/contract/paths'

export const functionSort = z.enum(['invocations', 'route', 'p95', 'errors', 'coldStarts', 'memory'])

export const listFunctionsInput = z.object({
  project: projectName,
  window: timeWindow.default('24h'),
  domain: hostName.optional(),
  deployment: deploymentId.optional(),
  sort: functionSort.default('invocations'),
  order: z.enum(['asc', 'desc']).default('desc'),
})
export type ListFunctionsInput = z.infer<typeof listFunctionsInput>

/** How long a share of the calls took at most: an estimate within the step of durations that it falls in. */
export const callQuantile = z.object({
  ms: z.number(),
  /** It took longer than this. */
  isMore: z.boolean(),
})

export const functionRow = z.object({
  route: z.string(),
  invocations: z.number(),
  /** Most first. */
  causes: z.array(z.object({ cause: z.string(), invocations: z.number(), errors: z.number() })),
  errors: z.number(),
  /** Processes that were started. */
  coldStarts: z.number(),
  p50: callQuantile.nullable(),
  p95: callQuantile.nullable(),
  p99: callQuantile.nullable(),
  /** Exact; `null` while no call is over. */
  averageMs: z.number().nullable(),
  cpuMs: z.number(),
  /** Megabytes that its process may use, on average over the time of the calls, shared out among those that ran at once. */
  averageMemoryMb: z.number().nullable(),
  gigabyteSeconds: z.number(),
})
export type FunctionRow = z.infer<typeof functionRow>

/** A page whose last regeneration failed, and how old what visitors get instead is. */
export const failingPage = z.object({
  domain: hostName,
  deployment: z.string(),
  path: z.string(),
  route: z.string(),
  message: z.string(),
  failedAt: instant.nullable(),
  retryAt: instant.nullable(),
  /** `null`: nothing good is stored. */
  lastGoodAt: instant.nullable(),
})

/** A call that failed, and what its process printed meanwhile: other calls of the process may have printed of it. */
export const failedCall = z.object({
  invocation: z.string(),
  deployment: z.string(),
  bundle: z.string(),
  path: z.string(),
  status: z.number().int().nullable(),
  outcome: z.string(),
  durationMs: z.number(),
  at: instant,
  output: z.array(z.string()),
})
export type FailedCall = z.infer<typeof failedCall>

export const functionList = z.object({
  project: projectName,
  window: timeWindow,
  functions: z.array(functionRow),
  /** At most 50, the newest failure first. */
  failing: z.array(failingPage),
  /** At most 20 of the newest 100 that are kept, newest first. */
  failedCalls: z.array(failedCall),
})
export type FunctionList = z.infer<typeof functionList>

export const functionEndpoints = {
  listFunctions: endpoint({
    method: 'GET',
    path: '/api/v1/functions',
    input: listFunctionsInput,
    output: functionList,
    scope: 'read',
    summary: 'What rendering costs by route, pages that fail to regenerate, and failed calls with their output.',
  }),
}
