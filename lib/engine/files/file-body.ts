import { bytesOfUnits } from '@/lib/engine/bytes'
import type { FileRef } from '@/lib/engine/deployment'
import type { Engine } from '@/lib/engine/engine'
import { type Body, type Entry, NO_COVER } from '@/lib/engine/entry'

/** Of a file that begins with a postponed state of this many UTF-16 code units: that state, or the shell behind it. */
type Part = { readonly name: 'state' | 'shell'; readonly stateLength: number }

/**
 * A file of a deployment, or a `part` of it, from the region cache, where it lies beside the pages under a key no page can have. Whoever
 * asks while it is read shares the read. Rejects when the bytes are not to be had.
 */
export async function fileBody(engine: Engine, projectId: string, file: FileRef, part?: Part): Promise<Body> {
  const key = part === undefined ? `file:${file.sha256}` : `file:${file.sha256}:${part.name}:${part.stateLength}`
  const held = engine.region.get(key)
  if (held !== undefined) return held.entry.version.body
  const { result } = engine.files.run(key, async () => {
    const bytes = await engine.blobs.read(file.sha256)
    const body = await engine.packer.pack(part === undefined ? bytes : cut(bytes, part))
    engine.region.put(fileEntry(projectId, key, body), { cover: NO_COVER, judgedSeq: 0 })
    return body
  })
  return result
}

function cut(bytes: Uint8Array, { name, stateLength }: Part): Uint8Array {
  const end = bytesOfUnits(bytes, stateLength)
  return name === 'state' ? bytes.slice(0, end) : bytes.slice(end)
}

/** Only its key, its bytes and whom they count for mean anything. */
function fileEntry(projectId: string, key: string, body: Body): Entry {
  const place = { projectId, deploymentId: '', domain: '', environment: 'production' as const, path: '' }
  return {
    id: { ...place, key, groupKey: key, route: '(static)', output: '', variant: 'html', query: '' },
    version: { id: null, status: 200, headers: [], tags: [], body, state: null },
    stamp: 0,
    generatedAtMs: 0,
    invocationId: '',
    staleAtMs: null,
    expiresAtMs: null,
    retryAtMs: null,
    isFromBuild: true,
    pinnedSeq: null,
  }
}
