import { readDomainDeployment } from '@/db/queries/paths/path-detail'
import type { OpsContext } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { deploymentOfPreviewHost } from '@/lib/ops/site-url'

/** The deployment that a host of the project shows. Refused where it shows none. */
export async function deploymentShownBy(
  ctx: OpsContext,
  args: { readonly projectId: string; readonly domain: string },
): Promise<string> {
  const shown = await readDomainDeployment(ctx.db, args)
  const deployment = shown ?? deploymentOfPreviewHost(ctx.sites, args.domain)
  if (deployment !== undefined) return deployment
  throw new OpError(
    'not_found',
    shown === null ? `${args.domain} shows no deployment yet.` : `This project has no domain ${args.domain}.`,
  )
}
