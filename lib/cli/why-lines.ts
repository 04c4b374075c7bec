import type { EdgeWhy, Explained, UrlWhy } from '@/lib/contract/why'

export type WhyLook = {
  /** Each step with all of its names and values. */
  readonly isDetailed: boolean
  readonly strong: (line: string) => string
  /** Where the dashboard is. */
  readonly dashboardUrl: string
}

/** What each edge says, for people; edges that say the same are told once. */
export function whyLines({ edges, at }: UrlWhy, look: WhyLook): string[] {
  const groups = new Map<string, { readonly explained: Explained; readonly names: string[] }>()
  const silent: string[] = []
  for (const edge of edges) {
    if (edge.explained === null) {
      silent.push(nameOf(edge))
      continue
    }
    const said = sameness(edge.explained)
    const group = groups.get(said) ?? { explained: edge.explained, names: [] }
    group.names.push(nameOf(edge))
    groups.set(said, group)
  }
  const told = [...groups.values()].flatMap(({ explained, names }) => [
    `${names.join(', ')} at ${at}`,
    ...explainedLines(explained, look),
    '',
  ])
  const unheard =
    silent.length === 0 ? [] : [`No answer of ${silent.join(', ')}: whether it serves the same, nobody knows.`]
  return [...told, ...unheard]
}

function explainedLines({ sentence, steps, hint, docs }: Explained, look: WhyLook): string[] {
  const width = Math.max(...steps.map(({ title }) => title.length))
  return [
    look.strong(sentence),
    ...steps.flatMap(({ title, says, details }, at) => [
      `${String(at + 1).padStart(2)}. ${title.padEnd(width)}  ${says}`,
      ...(look.isDetailed ? details.map(([name, value]) => `${' '.repeat(width + 6)}${name}: ${value}`) : []),
    ]),
    ...(hint === null ? [] : [`What would make it a HIT: ${hint}`]),
    `About ${docs.split('#')[1] ?? 'it'}: ${new URL(docs, look.dashboardUrl)}`,
  ]
}

function nameOf({ id, region }: EdgeWhy): string {
  return `edge ${region} (${id.slice(0, 12)})`
}

/** Edges agree where they say the same sentence: ages differ by moments. */
function sameness({ sentence, steps }: Explained): string {
  const withoutLengths = (text: string) => text.replace(/\b\d+ (?:ms|s|min|h|d)\b/g, '#')
  return JSON.stringify([withoutLengths(sentence), steps.map(({ title, says }) => [title, withoutLengths(says)])])
}
