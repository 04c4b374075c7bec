import type { Role } from '@/lib/contract/access'
import type { OpsContext } from '@/lib/ops/context'
import { projectNames } from '@/lib/ops/members/member-reach'
import { requireInvitation } from '@/lib/ops/members/require-invitation'

export type DescribedInvitation = {
  readonly email: string
  readonly role: Role
  readonly projects: readonly string[] | null
  readonly createdBy: string
}

/** What the holder of an invitation is invited to. The secret in hand is what lets them see it. */
export async function describeInvitation(ctx: OpsContext, secret: string): Promise<DescribedInvitation> {
  const { email, role, projectIds, createdBy } = await requireInvitation(ctx.db, secret)
  const names = await projectNames(ctx.db)
  return { email, role, createdBy, projects: projectIds?.flatMap((id) => names.get(id) ?? []).toSorted() ?? null }
}
