import { z } from 'zod'
import type { DbPool } from '@/db/client'
import { listJournalNames } from '@/db/queries/purges/journal-rows'
import { createSigner } from '@/lib/adapters/secrets/signed-text'
import type { Revealing } from '@/lib/edge/reveal-why'
import type { Engine } from '@/lib/engine/engine'
import { WHY_PURPOSE } from '@/lib/ops/why/create-why-token'
import { toNamedPurge } from '@/lib/ops/why/to-named-purge'
import type { Env } from '@/lib/server/env'

const claims = z.object({ projectId: z.string(), expiresAtMs: z.number() })

/** What an edge tells why with: tokens that the fleet signed, and the journal. */
export function openRevealing(engine: Engine, { env, pool }: { readonly env: Env; readonly pool: DbPool }): Revealing {
  const signer = createSigner(env.FLEET_SECRET)
  return {
    engine,
    newId: engine.ids.next,
    projectOf(token, nowMs) {
      const { data } = claims.safeParse(signer.read(WHY_PURPOSE, token))
      return data !== undefined && nowMs < data.expiresAtMs ? data.projectId : undefined
    },
    nameRows: async (projectId, seqs) => (await listJournalNames(pool.db, { projectId, seqs })).map(toNamedPurge),
  }
}
