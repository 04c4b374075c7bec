import type { z } from 'zod'
import { readVersionBody } from '@/db/queries/paths/path-detail'
import type { getSourceInput, VersionSource } from '@/lib/contract/paths'
import type { OpsContext } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { firstBytes, MAX_SOURCE_BYTES } from '@/lib/ops/paths/first-bytes'
import { textOf } from '@/lib/ops/paths/text-of'
import { requireProject } from '@/lib/ops/require-project'

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
