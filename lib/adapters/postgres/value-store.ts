import { z } from 'zod'
import type { Db } from '@/db/client'
import { readMarks } from '@/db/queries/cache/entries'
import { limitStatements } from '@/db/queries/cache/generations'
import { deleteCachedValue, readCachedValue, upsertCachedValue } from '@/db/queries/cache/values'
import { noteValueRead } from '@/db/queries/retention/retain-values'
import { unpack } from '@/lib/adapters/memory/packer'
import { refuseOther } from '@/lib/adapters/postgres/basis'
import { DEFAULT_TIMEOUT_MS, withDeadline } from '@/lib/adapters/postgres/deadline'
import { sha256Hex } from '@/lib/adapters/postgres/names'
import { newestOfMarks } from '@/lib/adapters/postgres/newest-marks'
import type { ValueStore } from '@/lib/engine/ports'
import { coverOfMark, newestCover } from '@/lib/engine/purges/cover'
import { markOf } from '@/lib/engine/purges/mark'
import {
  MAX_PREFIX_SEGMENTS,
  NEXT_PATH_TAG,
  valueMarkKeys,
  valuePathPrefixes,
  valueTagPrefixes,
} from '@/lib/engine/purges/marks'
import { type CachedValue, type ValueId, valueKey } from '@/lib/engine/values/value'
import { storedBytes, unitsOf } from '@/lib/engine/version'

const DAY_MS = 86_400_000

/** The data cache in PostgreSQL. A row that cannot be understood is absent, hence made and stored again. */
export function createPostgresValueStore(
  db: Db,
  {
    timeoutMs = DEFAULT_TIMEOUT_MS,
    nowMs = () => 0,
  }: { readonly timeoutMs?: number; readonly nowMs?: () => number } = {},
): ValueStore {
  /** Retention takes what nobody has read for longest; a note that fails costs no more than that. */
  const noteRead = (valueId: string, { readAtMs, madeAtMs }: { readAtMs: number | null; madeAtMs: number }) => {
    const now = nowMs()
    if (now - Math.max(readAtMs ?? 0, madeAtMs) < DAY_MS) return
    const noted = noteValueRead(db, { id: valueId, nowMs: now, unlessSinceMs: now - DAY_MS })
    withDeadline(noted, timeoutMs).catch(() => {})
  }
  return {
    async read(id, tags) {
      const { byPath, byTag } = valueMarkKeys(id, tags)
      const query = {
        id: nameOf(id),
        keys: [...byPath, ...byTag],
        tagPrefixes: valueTagPrefixes(id),
        pathPrefixes: valuePathPrefixes(id),
        pathTag: NEXT_PATH_TAG,
        maxSegments: MAX_PREFIX_SEGMENTS,
      }
      const { seq, value, cover } = await withDeadline(readCachedValue(db, query), timeoutMs)
      if (value !== null) noteRead(query.id, value)
      return { value: await parseValue(id, value), cover: newestOfMarks(cover, 'path'), seq }
    },
    async write(value, basis) {
      const { byPath, byTag } = valueMarkKeys(value.id, value.tags)
      const written = db.transaction(async (tx) => {
        await limitStatements(tx, timeoutMs)
        const before = await upsertCachedValue(tx, rowOf(value))
        const head = await readMarks(tx, [...byPath, ...byTag])
        refuseOther(basis, head)
        return { ...head, previous: before }
      })
      const { seq, marks, previous } = await withDeadline(written, timeoutMs)
      const isStored = previous !== undefined
      const writeUnits = isStored && previous !== value.body.sha256 ? unitsOf({ body: value.body, state: null }) : 0
      return { isStored, writeUnits, cover: newestCover(marks.map((mark) => coverOfMark(markOf(mark), 'path'))), seq }
    },
    delete: (id) => withDeadline(deleteCachedValue(db, nameOf(id)), timeoutMs),
  }
}

const rowSchema = z.object({
  tags: z.array(z.string()),
  note: z.string(),
  stamp: z.number(),
  madeAtMs: z.number(),
  expiresAtMs: z.number().nullable(),
  sha256: z.string(),
  encoding: z.enum(['identity', 'br']),
  bytes: z.instanceof(Uint8Array),
})

async function parseValue(id: ValueId, row: unknown): Promise<CachedValue | undefined> {
  const parsed = rowSchema.safeParse(row)
  if (!parsed.success) return undefined
  const { sha256, encoding, bytes, ...value } = parsed.data
  return { id, ...value, body: await unpack({ sha256, encoding, bytes }) }
}

function rowOf({ id, body, tags, note, stamp, madeAtMs, expiresAtMs }: CachedValue) {
  const bytes = storedBytes(body)
  return {
    ...id,
    id: nameOf(id),
    tags: [...tags],
    note,
    stamp,
    madeAtMs: Math.round(madeAtMs),
    expiresAtMs: expiresAtMs === null ? null : Math.round(expiresAtMs),
    sha256: body.sha256,
    encoding: bytes === body.identity ? ('identity' as const) : ('br' as const),
    bytes,
    sizeBytes: body.identity.byteLength,
  }
}

function nameOf(id: ValueId): string {
  return sha256Hex(valueKey(id))
}
