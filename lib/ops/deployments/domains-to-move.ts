import { type DomainRow, findDomain, listDomains } from '@/db/queries/deployments/domains'
import type { OpsContext } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import type { Project } from '@/lib/ops/require-project'

/** The domain named, or all production domains of the project, as they are now. */
export async function domainsToMove(ctx: OpsContext, project: Project, host: string | undefined): Promise<DomainRow[]> {
  if (host === undefined) return listDomains(ctx.db, { projectId: project.id, environment: 'production' })
  const domain = await findDomain(ctx.db, host)
  if (domain?.projectId === project.id) return [domain]
  throw new OpError('not_found', `The project “${project.name}” has no domain ${host}.`)
}
