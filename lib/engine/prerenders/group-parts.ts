import type { HeaderPair } from '@/lib/engine/deployment'
import { memberTarget, type PrerenderTarget } from '@/lib/engine/steps/admit'
import { POSTPONED_HEADER, type Rendered } from '@/lib/engine/steps/render'

/**
 * The member of the group whose render makes all the others: the page of a partial prerender, or its flight data where
 * the page is in another group. Segments cannot be asked for it. The prerender itself where there is no such member.
 */
export function sourceOf(prerender: PrerenderTarget): PrerenderTarget {
  const { output, site } = prerender
  const first = site.deployment.outputs.get(output.groupMembers[0] ?? output.name)
  if (first?.kind !== 'prerender' || first.chain === null || first.name === output.name) return prerender
  return output.variant === 'rsc' || output.variant === 'segment' ? memberTarget(prerender, first) : prerender
}

/** What the render of one member made for another; `undefined` where it made nothing for it. */
export function partFor(member: PrerenderTarget['output'], { parts, ...rendered }: Rendered): Rendered | undefined {
  const headers = rendered.headers.filter(([name]) => !OF_ITSELF.has(name))
  switch (member.variant) {
    case 'rsc': {
      const bytes = rendered.state === null ? parts.find(({ kind }) => kind === 'rsc')?.bytes : NOTHING
      const isCompleted = rendered.state === null || member.chain !== null
      if (bytes === undefined || !isCompleted) return undefined
      return { ...rendered, status: 200, headers: [FLIGHT, ...headers], bytes, parts }
    }
    case 'segment': {
      const name = segmentOf(member.name)
      const bytes = parts.find((part) => part.kind === 'segment' && part.name === name)?.bytes
      if (bytes === undefined) return undefined
      return { ...rendered, status: 200, headers: [FLIGHT, ...headers, ...OF_A_SEGMENT], bytes, state: null, parts }
    }
    case 'html':
    case 'data':
    case 'image':
      return undefined
  }
}

const NOTHING = new Uint8Array()
const FLIGHT: HeaderPair = ['content-type', 'text/x-component']
const OF_A_SEGMENT: readonly HeaderPair[] = [
  ['x-nextjs-prerender', '1'],
  [POSTPONED_HEADER, '2'],
]
/** Of the one representation that the function answered with. */
const OF_ITSELF = new Set(['content-type', 'etag', 'last-modified', 'x-nextjs-prerender', POSTPONED_HEADER])

/** `/posts/1.segments/posts/$d$id/__PAGE__.segment.rsc` is `/posts/$d$id/__PAGE__` to Next. */
function segmentOf(name: string): string | undefined {
  return /\.segments(\/.+)\.segment\.rsc$/s.exec(name)?.[1]
}
