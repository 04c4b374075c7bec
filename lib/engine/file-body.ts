import type { FileRef } from '@/lib/engine/deployment'
import type { Engine } from '@/lib/engine/engine'
import { type Body, type Entry, NO_COVER } from '@/lib/engine/entry'

/** Bytes of a file: `to` is the first that is no part of it. */
type Part = { readonly from: number; readonly to: number }

/**
 * A file of a deployment, or a `part` of it by its bytes, from the region cache, where it lies beside the pages under a key no page can have. Whoever
 * asks while it is read shares the read. Rejects when the bytes are not to be had.
 */
export async function fileBody(engine: Engine, projectId: string, file: FileRef, part?: Part): Promise<Body> {
  const key = part === undefined ? `file:${file.sha256}` : `file:${file.sha256}:${part.from}-${part.to}`
  const held = engine.region.get(key)
  if (held !== undefined) return held.entry.version.body
  const { result } = engine.files.run(key, async () => {
    const bytes = await engine.blobs.read(file.sha256)
    const body = await engine.packer.pack(part === undefined ? bytes : bytes.slice(part.from, part.to))
    engine.region.put(fileEntry(projectId, key, body), { cover: NO_COVER, judgedSeq: 0 })
    return body
  })
  return result
}

/** Only its key, its bytes and whom they count for mean anything. */
function fileEntry(projectId: string, key: string, body: Body): Entry {
  const place = { projectId, deploymentId: '', domain: '', environment: 'production' as const, path: '' }
  return {
    id: { ...place, key, groupKey: key, route: '(static)', output: '', variant: 'html', query: '' },
    version: { id: null, status: 200, headers: [], tags: [], body, state: null },
    stamp: 0,
    generatedAtMs: 0,
    staleAtMs: null,
    expiresAtMs: null,
    retryAtMs: null,
    isFromBuild: true,
  }
}
