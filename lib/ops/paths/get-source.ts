import { Readable } from 'node:stream'
import { createBrotliDecompress } from 'node:zlib'
import type { z } from 'zod'
import { readVersionBody } from '@/db/queries/path-detail'
import type { getSourceInput, VersionSource } from '@/lib/contract/paths'
import type { OpsContext } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { textOf } from '@/lib/ops/paths/text-of'
import { requireProject } from '@/lib/ops/require-project'

/** What is sent of a body at most. */
const MAX_SOURCE_BYTES = 512 * 1024

/** The source of a stored version: text to be shown as text, never as a page. A binary body has `text: null`. */
export async function getSource(ctx: OpsContext, input: z.output<typeof getSourceInput>): Promise<VersionSource> {
  const { id: projectId } = await requireProject(ctx, 'read', input.project)
  const version = await readVersionBody(ctx.db, { projectId, versionId: input.version })
  if (version === undefined) throw new OpError('not_found', 'This version is no longer kept. Reload the path.')

  const contentType = version.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? null
  const isCut = version.size_bytes > MAX_SOURCE_BYTES
  const bytes = await firstBytes(version, MAX_SOURCE_BYTES)
  return {
    version: input.version,
    contentType,
    text: textOf(bytes, { contentType, isCut }),
    sizeBytes: version.size_bytes,
    isCut,
  }
}

/** Stops decompressing at the limit, however much the blob would become. */
async function firstBytes(
  blob: { readonly encoding: 'identity' | 'br'; readonly bytes: Uint8Array },
  limit: number,
): Promise<Uint8Array> {
  if (blob.encoding === 'identity') return blob.bytes.subarray(0, limit)
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of Readable.from([blob.bytes]).pipe(createBrotliDecompress())) {
    chunks.push(chunk)
    length += chunk.length
    if (length >= limit) break
  }
  return Buffer.concat(chunks).subarray(0, limit)
}
