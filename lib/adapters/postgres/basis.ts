import { type Basis, RefusedBasis } from '@/lib/engine/purges/journal'

/** Rolls back, by throwing, the transaction that read the journal's head as `found`, where it is not that of what was stored. */
export function refuseOther(basis: Basis | undefined, found: Basis): void {
  if (basis === undefined || (basis.epoch === found.epoch && basis.seq <= found.seq)) return
  throw new RefusedBasis(
    `The database stands at ${found.seq} of ${found.epoch}, not at ${basis.seq} of ${basis.epoch}.`,
  )
}
