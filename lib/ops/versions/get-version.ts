import { z } from 'zod'
import { readGenerationsOf } from '@/db/queries/paths/path-detail'
import { readVersionDetail } from '@/db/queries/paths/version-previews'
import { inSnapshot } from '@/db/queries/select-rows'
import type { GetVersionInput, VersionDetail } from '@/lib/contract/versions'
import type { OpsContext } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { generationFacts } from '@/lib/ops/paths/generation-facts'
import { requireProject } from '@/lib/ops/require-project'

const headersSchema = z.array(z.tuple([z.string(), z.string()]))

/** One version of a page. Refused when it is no longer kept. */
export async function getVersion(ctx: OpsContext, { project, version }: GetVersionInput): Promise<VersionDetail> {
  const { id: projectId } = await requireProject(ctx, 'read', project)
  return inSnapshot(ctx.db, async (tx) => {
    const row = await readVersionDetail(tx, { projectId, versionId: version })
    if (row === undefined)
      throw new OpError('not_found', `${version} is no version of this project, or no longer kept.`)
    const { deploymentId: deployment, headers, createdAt, ...facts } = row
    const generations = await readGenerationsOf(tx, version)
    return {
      ...facts,
      version,
      deployment,
      headers: headersSchema.parse(headers),
      createdAt: createdAt.toISOString(),
      generations: generations.map(generationFacts),
    }
  })
}
