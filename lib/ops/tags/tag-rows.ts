import type { Queryable } from '@/db/client'
import {
  type AskedTag,
  type FiringRow,
  LOOKED_AT,
  readFirings,
  readReachOfFew,
  readReachOfMany,
  type TagReachRow,
} from '@/db/queries/tags/tag-reach'
import type { TagFiring, TagRow } from '@/lib/contract/tags'

type CountedTag = { readonly tag: string; readonly entry_count: number; readonly requests: number }

/** Rows of these tags, in their order, with what each reaches, when it was last fired and what followed. */
export async function tagRows(
  db: Queryable,
  args: { readonly projectId: string; readonly tags: readonly CountedTag[]; readonly allRequests: number },
): Promise<TagRow[]> {
  const { projectId, tags, allRequests } = args
  const names = tags.map(({ tag }) => tag)
  const firings = new Map((await readFirings(db, { projectId, tags: names, limit: 1 })).map((row) => [row.tag, row]))
  const reach = await readReach(db, { projectId, tags, firings })
  return tags.map(({ tag, entry_count: entryCount, requests }) => {
    const firing = firings.get(tag)
    const { paths = 0, pages = 0, regenerated = 0, write_units: writeUnits = 0 } = reach.get(tag) ?? {}
    return {
      tag,
      entryCount,
      pathCount: paths,
      isEstimate: entryCount > LOOKED_AT,
      requests,
      share: allRequests === 0 ? null : Math.min(1, requests / allRequests),
      lastFired: firing === undefined ? null : toFiring(firing),
      regenerated: firing === undefined || firing.is_undone ? null : { pages: regenerated, ofPages: pages, writeUnits },
    }
  })
}

async function readReach(
  db: Queryable,
  args: {
    readonly projectId: string
    readonly tags: readonly CountedTag[]
    readonly firings: ReadonlyMap<string, FiringRow>
  },
): Promise<ReadonlyMap<string, TagReachRow>> {
  const { projectId, tags, firings } = args
  const asked = ({ tag }: CountedTag): AskedTag => {
    const firing = firings.get(tag)
    return { tag, seq: firing?.seq ?? null, atMs: firing?.at_ms ?? null }
  }
  const few = tags.filter(({ entry_count }) => entry_count > 0 && entry_count <= LOOKED_AT)
  const many = tags.filter(({ entry_count }) => entry_count > LOOKED_AT)
  const ofFew = few.length === 0 ? [] : await readReachOfFew(db, { projectId, tags: few.map(asked) })
  const ofMany = many.length === 0 ? [] : await readReachOfMany(db, { projectId, tags: many.map(asked) })
  return new Map([...ofFew, ...ofMany].map((row) => [row.tag, row]))
}

/** A purge that named a tag, as the API tells it. */
export function toFiring({ seq, at_ms: atMs, mode, actor, reason, is_undone: isUndone }: FiringRow): TagFiring {
  return { seq, at: new Date(atMs).toISOString(), mode, actor, reason, isUndone }
}
