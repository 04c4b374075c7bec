import type { EdgeWhy, Explained } from '@/lib/contract/why'

/** Edges that say the same, and those that do not answer. */
export type SameEdges = {
  readonly told: readonly { readonly explained: Explained; readonly edges: readonly EdgeWhy[] }[]
  readonly silent: readonly EdgeWhy[]
}

/** Puts edges together that say the same; ages may differ by moments. */
export function sameEdges(edges: readonly EdgeWhy[]): SameEdges {
  const groups = new Map<string, { readonly explained: Explained; readonly edges: EdgeWhy[] }>()
  for (const edge of edges) {
    if (edge.explained === null) continue
    const said = wordsOf(edge.explained)
    const group = groups.get(said) ?? { explained: edge.explained, edges: [] }
    group.edges.push(edge)
    groups.set(said, group)
  }
  return { told: [...groups.values()], silent: edges.filter(({ explained }) => explained === null) }
}

function wordsOf({ sentence, steps }: Explained): string {
  const withoutLengths = (text: string) => text.replace(/\b\d+ (?:ms|s|min|h|d)\b/g, '#')
  return JSON.stringify([withoutLengths(sentence), steps.map(({ title, says }) => [title, withoutLengths(says)])])
}
