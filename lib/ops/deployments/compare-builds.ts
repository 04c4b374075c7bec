import type { Comparison, DeploymentChange, DeploymentSection } from '@/lib/contract/comparisons'

/** One thing of a build, by name, with what can be told of it. */
export type BuildPart = {
  readonly name: string
  readonly facts: Readonly<Record<string, string>>
  readonly sizeBytes: number | null
}

/** What a build is made of, as people would name it. */
export type BuildParts = Readonly<Record<DeploymentSection['kind'], readonly BuildPart[]>>

const LISTED = 500
const KINDS = ['routes', 'prerenders', 'functions', 'files', 'crons'] as const

/** What two builds differ in, section by section. */
export function compareBuilds(from: BuildParts, to: BuildParts): Comparison['sections'] {
  return KINDS.map((kind) => compareParts(kind, from[kind], to[kind]))
}

function compareParts(
  kind: DeploymentSection['kind'],
  from: readonly BuildPart[],
  to: readonly BuildPart[],
): DeploymentSection {
  const before = new Map(from.map((part) => [part.name, part]))
  const after = new Map(to.map((part) => [part.name, part]))
  const names = [...new Set([...before.keys(), ...after.keys()])].sort()
  const changes = names.flatMap((name) => changeOf(name, before.get(name), after.get(name)) ?? [])
  const count = (wanted: DeploymentChange['change']) => changes.filter(({ change }) => change === wanted).length
  return {
    kind,
    added: count('added'),
    removed: count('removed'),
    changed: count('changed'),
    same: names.length - changes.length,
    fromBytes: sizeOf(before.values()),
    toBytes: sizeOf(after.values()),
    changes: changes.slice(0, LISTED),
  }
}

function changeOf(name: string, from: BuildPart | undefined, to: BuildPart | undefined): DeploymentChange | undefined {
  const sizes = { fromBytes: from?.sizeBytes ?? null, toBytes: to?.sizeBytes ?? null }
  if (from === undefined) return { name, change: 'added', facts: [], ...sizes }
  if (to === undefined) return { name, change: 'removed', facts: [], ...sizes }
  const facts = [...new Set([...Object.keys(from.facts), ...Object.keys(to.facts)])].flatMap((fact) => {
    const [before = 'none', after = 'none'] = [from.facts[fact], to.facts[fact]]
    if (before === after) return []
    // Nobody reads a hash.
    return fact === CONTENT ? ['content'] : [`${fact}: ${before} → ${after}`]
  })
  return facts.length === 0 ? undefined : { name, change: 'changed', facts, ...sizes }
}

/** The fact whose value says only whether two are equal. */
const CONTENT = 'content'

function sizeOf(parts: Iterable<BuildPart>): number {
  let sum = 0
  for (const { sizeBytes } of parts) sum += sizeBytes ?? 0
  return sum
}
