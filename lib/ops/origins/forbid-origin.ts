import type { ChangeOriginInput, OriginList } from '@/lib/contract/origins'
import type { OpsContext } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { changeOrigins } from '@/lib/ops/origins/change-origins'

/** Takes the leave back. A public origin stays reachable: it never needed one. */
export function forbidOrigin(ctx: OpsContext, input: ChangeOriginInput): Promise<OriginList> {
  return changeOrigins(ctx, input, {
    action: 'origins.forbid',
    change: (origins) => {
      if (origins.includes(input.origin)) return origins.filter((origin) => origin !== input.origin)
      throw new OpError('not_found', `The project does not allow ${input.origin}.`)
    },
  })
}
