import type { PrerenderConfig, Site } from '@/lib/engine/deployment'
import type { ImageRules } from '@/lib/engine/images/image-rules'
import type { ImageOrder } from '@/lib/engine/images/make-image'
import type { ImageRequest } from '@/lib/engine/images/read-image-request'
import { parseTarget } from '@/lib/engine/routing/parse-target'
import { type ImageCopy, keyOf, type PrerenderTarget, serialise } from '@/lib/engine/steps/admit'

/** What all copies are entries of, whichever of the two endpoints was asked. */
const IMAGE_OUTPUT = '/_vercel/image'

/**
 * The copy that is asked for, as something the cache can hold like any page. Its path is that of its source, so that a
 * purge of that path reaches it, and so that the copies of one source are limited, not those of a site.
 */
export function imageTarget(
  site: Site,
  requested: ImageRequest,
  order: Pick<ImageOrder, 'rules' | 'readSource'>,
): PrerenderTarget {
  const query = serialise([
    ['f', requested.format?.slice('image/'.length) ?? 'own'],
    ['q', String(requested.quality)],
    ['url', requested.source.kind === 'local' ? requested.source.target : requested.source.url],
    ['w', String(requested.width)],
  ])
  const { projectId, deployment, domain, environment } = site
  const place = { projectId, deploymentId: deployment.id, domain, environment, path: pathOf(requested) }
  const key = keyOf(place, IMAGE_OUTPUT, query)
  const output: ImageCopy = {
    kind: 'image_copy',
    name: IMAGE_OUTPUT,
    config: configOf(order.rules),
    fallback: null,
    chain: null,
    groupMembers: [IMAGE_OUTPUT],
    variant: 'image',
    order: { requested, ...order },
  }
  return {
    site,
    output,
    id: { ...place, key, groupKey: key, route: IMAGE_OUTPUT, output: IMAGE_OUTPUT, variant: 'image', query },
    query: [],
    routeMatches: new Map(),
    isTemplate: false,
  }
}

/** A source elsewhere has no path here: it gets one that no visitor can ask for. */
function pathOf({ source }: ImageRequest): string {
  if (source.kind === 'local') {
    const parsed = parseTarget(source.target)
    return 'refused' in parsed ? source.target : parsed.path
  }
  const { host, pathname } = new URL(source.url)
  return `${IMAGE_OUTPUT}/${host}${pathname}`
}

function configOf({ minimumCacheTtlSeconds }: ImageRules): PrerenderConfig {
  return {
    expiration: minimumCacheTtlSeconds,
    staleExpirationSeconds: null,
    group: null,
    bypassToken: null,
    allowQuery: [],
    allowHeader: [],
    passQuery: false,
    exposeErrorBody: true,
    bypassFor: [],
    sourcePath: null,
    onMiss: 'sync',
    partialFallback: false,
  }
}
