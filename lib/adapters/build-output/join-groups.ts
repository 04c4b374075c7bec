import type { ManifestOutput } from '@/lib/adapters/build-output/manifest'
import { pageOf } from '@/lib/engine/routing/entry-path'

type Prerender = Extract<ManifestOutput, { kind: 'prerender' }>

/**
 * Tells each prerender which others are refreshed with it: those of its `group` number that are representations of
 * its page. One number alone is not enough, since builds also give it to pages that have nothing else in common.
 */
export function joinGroups(outputs: readonly ManifestOutput[]): ManifestOutput[] {
  const prerenders = outputs.filter((output) => output.kind === 'prerender')
  const names = new Map(prerenders.map((output) => [output.name, output.config.group]))
  const pages = new Map(prerenders.map((output) => [output.name, representationOf(output, names)]))
  const groups = Map.groupBy(prerenders, (output) => groupOf(output, pages.get(output.name)?.page))
  return outputs.map((output) => {
    if (output.kind !== 'prerender') return output
    const page = pages.get(output.name)
    const members = groups.get(groupOf(output, page?.page)) ?? [output]
    const isHtml = ({ name }: Prerender) => pages.get(name)?.variant === 'html'
    const ordered = [...members.filter(isHtml), ...members.filter((member) => !isHtml(member)).sort(byName)]
    return { ...output, groupMembers: ordered.map(({ name }) => name), variant: page?.variant ?? 'html' }
  })
}

/** Next to the known suffixes, `/river.json` is the data of `/river` where both are prerenders of one group. */
function representationOf({ name, config }: Prerender, groups: ReadonlyMap<string, number | null>) {
  const representation = pageOf(name)
  const sibling = pageOf(name.replace(/\.json$/, '')).page
  if (representation.variant !== 'html' || sibling === name || config.group === null) return representation
  return groups.get(sibling) === config.group ? ({ page: sibling, variant: 'data' } as const) : representation
}

const groupOf = ({ name, config }: Prerender, page: string | undefined) =>
  config.group === null ? `alone ${name}` : `${config.group} ${page}`

const byName = (one: Prerender, other: Prerender) => (one.name < other.name ? -1 : 1)
