import type { OperatorSelf } from '@/lib/contract/access'
import type { OpsContext } from '@/lib/ops/context'
import { requireSession } from '@/lib/ops/require-scope'

/** Who is signed in. */
export async function getSelf(ctx: OpsContext): Promise<OperatorSelf> {
  const { email, role } = requireSession(ctx)
  return { email, role }
}
