import type { ValuePouch } from '@/lib/adapters/functions/host/kept-values'
import { deletionWithin, INVALIDATION, type Purger } from '@/lib/adapters/functions/host/wanted-purges'
import { imageTag } from '@/lib/engine/images/image-tag'
import { runtimeTag } from '@/lib/engine/values/runtime-tag'

type Tags = string | readonly string[]
type DeleteOptions = { readonly revalidationDeadlineSeconds?: number }

/** `getCache()` of `@vercel/functions`: what a function stores itself, for its project and environment. */
export type RuntimeCache = {
  get(key: string): Promise<unknown>
  set(
    key: string,
    value: unknown,
    options?: { readonly tags?: readonly string[]; readonly ttl?: number },
  ): Promise<void>
  delete(key: string): Promise<void>
  expireTag(tags: Tags): Promise<void>
}

/** `invalidateByTag()` and its like of `@vercel/functions`. */
export type PurgeApi = {
  invalidateByTag(tags: Tags): Promise<void>
  dangerouslyDeleteByTag(tags: Tags, options?: DeleteOptions): Promise<void>
  invalidateBySrcImage(sources: Tags): Promise<void>
  dangerouslyDeleteBySrcImage(sources: Tags, options?: DeleteOptions): Promise<void>
}

/** `expireTag` reaches only what `set` stored: such values have a tag of their own beside the plain one. */
export function createRuntimeCache(values: ValuePouch, purge: Purger): RuntimeCache {
  return {
    async get(key) {
      const found = await values.read('runtime', key, [])
      return found === undefined ? null : JSON.parse(found.bytes.toString())
    },
    async set(key, value, { tags = [], ttl } = {}) {
      await values.write('runtime', key, {
        bytes: Buffer.from(JSON.stringify(value ?? null)),
        tags: tags.flatMap((tag) => [tag, runtimeTag(tag)]),
        note: '',
        madeAtMs: null,
        expireSeconds: ttl ?? null,
      })
    },
    delete: (key) => values.forget('runtime', key),
    expireTag: (tags) => purge({ ...deletionWithin(0), tags: [tags].flat().map(runtimeTag) }),
  }
}

/** The purge functions that a deployed function can import, on top of `purge`. */
export function createPurgeApi(purge: Purger): PurgeApi {
  const invalidate = (tags: Tags) => purge({ ...INVALIDATION, tags: [tags].flat() })
  const remove = (tags: Tags, { revalidationDeadlineSeconds = 0 }: DeleteOptions = {}) =>
    purge({ ...deletionWithin(revalidationDeadlineSeconds), tags: [tags].flat() })
  return {
    invalidateByTag: invalidate,
    dangerouslyDeleteByTag: remove,
    invalidateBySrcImage: (sources) => invalidate([sources].flat().map(imageTag)),
    dangerouslyDeleteBySrcImage: (sources, options) => remove([sources].flat().map(imageTag), options),
  }
}
