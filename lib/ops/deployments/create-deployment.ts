import { appendAudit } from '@/db/queries/audit'
import { insertCrons } from '@/db/queries/crons'
import { insertAssets } from '@/db/queries/deployments/deployment-assets'
import { insertDeployment, listMissingFiles } from '@/db/queries/deployments/deployments'
import { ensureProject, findProject } from '@/db/queries/projects'
import type { CreateDeploymentInput, CreateDeploymentResult } from '@/lib/contract/deployments'
import { actorName, type OpsContext, tokenIdOf } from '@/lib/ops/context'
import { requireDeployment } from '@/lib/ops/deployments/require-deployment'
import { toDeployment } from '@/lib/ops/deployments/to-deployment'
import { OpError } from '@/lib/ops/errors'
import { newId } from '@/lib/ops/identifiers'
import { requireFreeName } from '@/lib/ops/projects/project-name'
import { projectIdsOf, reachesProject } from '@/lib/ops/require-project'
import { requireScope } from '@/lib/ops/require-scope'

/**
 * Opens a deployment, and the project with its first one. A build output that cannot be served is refused before
 * anything changes, with file, key and reason in the details. Answers which files are not stored yet.
 */
export async function createDeployment(ctx: OpsContext, input: CreateDeploymentInput): Promise<CreateDeploymentResult> {
  requireScope(ctx, 'deploy')
  await refuseOtherProjects(ctx, input.project)
  requireFreeName(input.project)
  const build = ctx.compileBuild(input.upload)
  if (build.kind === 'refused') {
    const { file, key, reason } = build.details
    throw new OpError('invalid', `${file}${key === null ? '' : ` (${key})`}: ${reason}`, { details: build.details })
  }

  const id = newId('dpl')
  await ctx.db.transaction(async (tx) => {
    const { project, isNew } = await ensureProject(tx, { id: newId('prj'), name: input.project })
    await insertDeployment(tx, {
      id,
      projectId: project.id,
      state: 'uploading',
      manifest: build.manifest,
      buildId: build.buildId,
      framework: build.framework,
      source: input.source ?? null,
      fileCount: build.files.length,
      sizeBytes: build.files.reduce((sum, file) => sum + file.sizeBytes, 0),
      createdBy: actorName(ctx.actor),
      files: build.files.map((file) => file.sha256),
    })
    await insertAssets(tx, { projectId: project.id, deploymentId: id, assets: build.assets })
    await insertCrons(tx, { projectId: project.id, deploymentId: id, crons: build.crons })
    await appendAudit(tx, {
      projectId: project.id,
      actor: actorName(ctx.actor),
      action: 'deployments.create',
      details: { deployment: id, isFirst: isNew },
      ip: ctx.client.ip,
      tokenId: tokenIdOf(ctx.actor),
    })
  })
  const deployment = await requireDeployment(ctx, 'deploy', id)
  return { deployment: toDeployment(ctx, deployment), missing: await listMissingFiles(ctx.db, id) }
}

/** Whoever is confined deploys to their projects alone, and is told nothing of a build that is for another. */
async function refuseOtherProjects(ctx: OpsContext, name: string): Promise<void> {
  if (projectIdsOf(ctx) === null) return
  const project = await findProject(ctx.db, name)
  if (project !== undefined && reachesProject(ctx, project.id)) return
  throw new OpError('forbidden', `You are confined to other projects and cannot deploy to “${name}”.`)
}
