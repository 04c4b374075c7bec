import type { GroupPlace } from '@/db/queries/paths/pins'
import type { OpsContext } from '@/lib/ops/context'
import { deploymentShownBy } from '@/lib/ops/paths/deployment-shown-by'

/** Where the group is that an operator names; without a deployment it is that which the domain shows. */
export async function placeOfGroup(
  ctx: OpsContext,
  projectId: string,
  named: {
    readonly domain: string
    readonly deployment?: string | undefined
    readonly path: string
    readonly query: string
  },
): Promise<GroupPlace> {
  const { domain, path, query } = named
  const deploymentId = named.deployment ?? (await deploymentShownBy(ctx, { projectId, domain }))
  return { projectId, domain, deploymentId, path, query }
}
