import type { EdgeWhy } from '@/lib/contract/why'

/** Edges by region and the beginning of their ids. */
export function edgeNames(edges: readonly EdgeWhy[]): string {
  return edges.map(({ id, region }) => `${region} ${id.slice(0, 12)}`).join(', ')
}
