import { sameEdges } from '@/lib/contract/same-edges'
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
  const { told, silent } = sameEdges(edges)
  const lines = told.flatMap(({ explained, edges: same }) => [
    `${same.map(nameOf).join(', ')} at ${at}`,
    ...explainedLines(explained, look),
    '',
  ])
  if (silent.length === 0) return lines
  return [...lines, `No answer from ${silent.map(nameOf).join(', ')}. What it would serve is not known.`]
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
    `More: ${new URL(docs, look.dashboardUrl)}`,
  ]
}

function nameOf({ id, region }: EdgeWhy): string {
  return `edge ${region} (${id.slice(0, 12)})`
}
