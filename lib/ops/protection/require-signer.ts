import type { OpsContext, Signer } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'

/** What signs links; only a running dashboard has the secret of the fleet. */
export function requireSigner({ signer }: OpsContext): Signer {
  if (signer !== null) return signer
  throw new OpError(
    'unavailable',
    'Only a running dashboard can sign links. Start it, or set FRESHET_URL and FRESHET_TOKEN to reach one.',
  )
}
