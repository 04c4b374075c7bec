import type { Edge } from '@/lib/contract/edges'

/** `2 of 3 in step`, of those that run. */
export function fleetWords(edges: readonly Edge[]): string {
  const running = edges.filter(({ state }) => state !== 'stopped')
  const inStep = running.filter(({ state }) => state === 'in_step').length
  return running.length === 0 ? 'none runs' : `${inStep} of ${running.length} in step`
}
