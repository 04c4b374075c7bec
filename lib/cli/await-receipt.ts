import { setTimeout as pause } from 'node:timers/promises'
import type { Api } from '@/lib/cli/api'
import { FRESHET } from '@/lib/cli/called-as'
import { CliFailure, EXIT } from '@/lib/cli/failure'
import { counted } from '@/lib/cli/table'
import { endpoints } from '@/lib/contract/endpoints'
import type { Purge } from '@/lib/contract/purges'
import type { Probe, Receipt } from '@/lib/contract/receipts'

const POLL_MS = 100

export type Proof = { readonly receipt: Receipt; readonly probe: Probe }

/**
 * Waits until every edge has applied the purge, then asks each what it would do with a sample. Fails with code 3, and names the
 * edges, when one has not within the time or would still show a page from before.
 */
export async function awaitReceipt(api: Api, purge: Purge, waitSeconds: number): Promise<Proof> {
  const wish = { project: purge.project, seq: purge.seq }
  const endMs = performance.now() + waitSeconds * 1_000
  let { receipt } = await api.callAgain(endpoints.getPurge, wish)
  while (receipt.stragglers.length > 0 && performance.now() < endMs) {
    await pause(POLL_MS)
    receipt = (await api.callAgain(endpoints.getPurge, wish)).receipt
  }
  if (receipt.stragglers.length > 0) {
    const names = receipt.stragglers.map(nameOf).join(', ')
    const message = `Purge ${purge.seq} is in the journal, but not obeyed within ${waitSeconds} s by ${names}. Look again: ${showCommand(purge)}`
    throw new CliFailure(EXIT.unreachable, { code: 'unavailable', message, details: { purge, receipt } })
  }
  const probe = await api.callAgain(endpoints.probePurge, wish)
  if (!probe.isObeyed) {
    const names = probe.edges.flatMap(faultOf).join(', ')
    const message = `Every edge says that it has applied purge ${purge.seq}, but the probe does not prove it: ${names}. Look again: ${showCommand(purge)}`
    throw new CliFailure(EXIT.unreachable, { code: 'unavailable', message, details: { purge, receipt, probe } })
  }
  return { receipt, probe }
}

function nameOf({ id, region, silentMs }: Receipt['stragglers'][number]): string {
  const name = `${id} in ${region}`
  return silentMs === null
    ? name
    : `${name} (silent for ${Math.round(silentMs / 1_000)} s; counts as gone after 2 minutes)`
}

function showCommand({ project, seq }: Purge): string {
  return `${FRESHET} purges show ${seq} --project ${project} --probe`
}

function faultOf({ id, region, state, unknownCount, disobeyed }: Probe['edges'][number]): string[] {
  if (state === 'silent') return [`${id} in ${region} does not answer`]
  const [first] = disobeyed
  if (first !== undefined) return [`${id} in ${region} would still show ${first.domain}${first.path}`]
  return unknownCount === 0 ? [] : [`${id} in ${region} cannot tell of ${counted(unknownCount, 'entry', 'entries')}`]
}

/** A receipt in a few lines. */
export function receiptLines({ edges, obeyedCount, p50Ms, p99Ms, maxMs, stragglers }: Receipt): string[] {
  if (edges.length === 0) return ['No edge was running: those that start read the journal first.']
  const times = maxMs === null ? '' : `: p50 ${p50Ms} ms, p99 ${p99Ms} ms, max ${maxMs} ms`
  const gone = edges.filter(({ state }) => state === 'gone')
  return [
    `Obeyed by ${obeyedCount} of ${counted(edges.length, 'edge')}${times}.`,
    ...stragglers.map((straggler) => `Not yet: ${nameOf(straggler)}`),
    ...gone.map(({ id, region }) => `Went away before it said so: ${id} in ${region}`),
  ]
}

/** A probe in a few lines. */
export function probeLines({ edges, sampleCount, isObeyed }: Probe): string[] {
  if (sampleCount === 0) return ['Nothing stored is covered now: there is nothing to probe.']
  const summary = `Probe: ${counted(edges.length, 'edge')} asked about ${counted(sampleCount, 'entry', 'entries')}`
  const faults = edges.flatMap(faultOf)
  return isObeyed ? [`${summary}, none shows a page from before.`] : [`${summary}.`, ...faults]
}
