import type { Edge } from '@/lib/contract/edges'

/** Behind the newest heartbeat by more, an edge is taken for gone: it is still listed, and no longer counted. */
const GONE_AFTER_MS = 600_000

/** Those that run, or were heard of lately: neither stopped nor gone for good. */
export function runningEdges(edges: readonly Edge[]): readonly Edge[] {
  const newestMs = Math.max(...edges.map(({ heartbeatAt }) => Date.parse(heartbeatAt)))
  return edges.filter(
    ({ state, heartbeatAt }) => state !== 'stopped' && newestMs - Date.parse(heartbeatAt) <= GONE_AFTER_MS,
  )
}

/** Journal rows that an edge has to apply still; `null` of one that no longer runs, however far the journal went on. */
export function lagOf(edge: Edge, edges: readonly Edge[]): number | null {
  return runningEdges(edges).includes(edge) ? edge.lag : null
}

/** `2 of 3 in step`, of those that run. */
export function fleetWords(edges: readonly Edge[]): string {
  const running = runningEdges(edges)
  const inStep = running.filter(({ state }) => state === 'in_step').length
  return running.length === 0 ? 'none runs' : `${inStep} of ${running.length} in step`
}
