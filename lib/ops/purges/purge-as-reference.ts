import type { Environment } from '@/lib/contract/domains'
import type { CreatePurgeInput, Purge } from '@/lib/contract/purges'
import type { OpsContext } from '@/lib/ops/context'
import { getProjectAsReference } from '@/lib/ops/projects/get-project-as-reference'
import { createPurge } from '@/lib/ops/purges/create-purge'

export type ReferencePurge = {
  readonly projectIdOrName: string
  /** All of the project when it is left out. */
  readonly target: Environment | undefined
  readonly mode: CreatePurgeInput['mode']
  readonly deadlineSeconds: number
  readonly selectors: CreatePurgeInput['selectors']
}

/** A purge as tools of the reference ask for it: they name a project by its id too, and know no domain or deployment. */
export async function purgeAsReference(ctx: OpsContext, input: ReferencePurge): Promise<Purge> {
  const { projectIdOrName, target, mode, deadlineSeconds, selectors } = input
  const { name } = await getProjectAsReference(ctx, projectIdOrName)
  return createPurge(ctx, {
    project: name,
    scope: target === undefined ? { kind: 'project' } : { kind: 'environment', environment: target },
    mode,
    deadlineSeconds,
    selectors,
  })
}
