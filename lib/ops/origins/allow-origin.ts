import type { ChangeOriginInput, OriginList } from '@/lib/contract/origins'
import type { OpsContext } from '@/lib/ops/context'
import { changeOrigins } from '@/lib/ops/origins/change-origins'

/** Lets rewrites and images of the project reach an origin although its address is private. */
export function allowOrigin(ctx: OpsContext, input: ChangeOriginInput): Promise<OriginList> {
  return changeOrigins(ctx, input, {
    action: 'origins.allow',
    change: (origins) => [...new Set([...origins, input.origin])].sort(),
  })
}
