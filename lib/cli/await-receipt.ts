import { setTimeout as pause } from 'node:timers/promises'
import { Option } from 'commander'
import type { Api } from '@/lib/cli/api'
import { FRESHET } from '@/lib/cli/called-as'
import { CliFailure, EXIT } from '@/lib/cli/failure'
import { seconds } from '@/lib/cli/purge-options'
import { counted } from '@/lib/cli/table'
import { endpoints } from '@/lib/contract/endpoints'
import type { Purge } from '@/lib/contract/purges'
import type { Probe, Receipt } from '@/lib/contract/receipts'
import type { PinResult } from '@/lib/contract/versions'

const POLL_MS = 100

const DEFAULT_WAIT_SECONDS = 10

/** What `--wait` was given: `true` is without a time. */
export type Wait = number | true

/** `--wait [time]` of everything that edges have to obey. */
export function waitOption(): Option {
  const text =
    'wait until every edge has obeyed (10s when no time is given), then probe; ends with 3 and names those that have not'
  return new Option('--wait [time]', text).argParser(seconds)
}

/** How long `--wait` waits; without a number, the default. */
export function waitSeconds(wait: Wait): number {
  return wait === true ? DEFAULT_WAIT_SECONDS : wait
}

export type Proof = { readonly receipt: Receipt; readonly probe: Probe }

/**
 * Waits until every edge has applied the purge, then asks each what it would do with a sample. Fails with code 3, and names the
 * edges, when one has not within the time or would still show a page from before.
 */
export async function awaitReceipt(api: Api, purge: Purge, waitSeconds: number): Promise<Proof> {
  return awaitProof(
    {
      name: `Purge ${purge.seq}`,
      inSentence: `purge ${purge.seq}`,
      about: { purge },
      show: showCommand(purge),
      readReceipt: async () => (await api.callAgain(endpoints.getPurge, inputOf(purge))).receipt,
      probe: () => api.callAgain(endpoints.probePurge, inputOf(purge)),
    },
    waitSeconds,
  )
}

/** The same for a pin of a page, or for the end of one. */
export async function awaitPin(
  api: Api,
  pinned: { readonly project: string; readonly result: PinResult },
  waitSeconds: number,
): Promise<Proof> {
  const { project, result } = pinned
  const input = { project, seq: result.seq }
  const name = `${result.generation === null ? 'Unpin' : 'Pin'} ${result.seq}`
  return awaitProof(
    {
      name,
      inSentence: name.toLowerCase(),
      about: { pin: result },
      show: `${FRESHET} journal show ${result.seq} --project ${project} --probe`,
      readReceipt: async () => (await api.callAgain(endpoints.getJournalRow, input)).receipt,
      probe: () => api.callAgain(endpoints.probeJournalRow, input),
    },
    waitSeconds,
  )
}

type Awaited = {
  readonly name: string
  readonly inSentence: string
  readonly about: Readonly<Record<string, unknown>>
  /** The command that looks again. */
  readonly show: string
  readReceipt(): Promise<Receipt>
  probe(): Promise<Probe>
}

async function awaitProof(awaited: Awaited, waitSeconds: number): Promise<Proof> {
  const { name, inSentence, about, show } = awaited
  const endMs = performance.now() + waitSeconds * 1_000
  let receipt = await awaited.readReceipt()
  while (receipt.stragglers.length > 0 && performance.now() < endMs) {
    await pause(POLL_MS)
    receipt = await awaited.readReceipt()
  }
  if (receipt.stragglers.length > 0) {
    const names = receipt.stragglers.map(nameOf).join(', ')
    const message = `${name} is in the journal, but not obeyed within ${waitSeconds} s by ${names}. Look again: ${show}`
    throw new CliFailure(EXIT.unreachable, { code: 'unavailable', message, details: { ...about, receipt } })
  }
  const probe = await awaited.probe()
  if (!probe.isObeyed) {
    const names = probe.edges.flatMap(faultOf).join(', ')
    const message = `Every edge says that it has applied ${inSentence}, but the probe does not prove it: ${names}. Look again: ${show}`
    throw new CliFailure(EXIT.unreachable, { code: 'unavailable', message, details: { ...about, receipt, probe } })
  }
  return { receipt, probe }
}

function nameOf({ id, region, silentMs }: Receipt['stragglers'][number]): string {
  const name = `${id} in ${region}`
  return silentMs === null
    ? name
    : `${name} (silent for ${Math.round(silentMs / 1_000)} s; counts as gone after 2 minutes)`
}

function inputOf({ project, seq }: Purge) {
  return { project, seq }
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
export function probeLines(
  { edges, sampleCount, isObeyed }: Probe,
  proved = 'none shows a page from before',
): string[] {
  if (sampleCount === 0) return ['Nothing stored is covered now: there is nothing to probe.']
  const summary = `Probe: ${counted(edges.length, 'edge')} asked about ${counted(sampleCount, 'entry', 'entries')}`
  const faults = edges.flatMap(faultOf)
  return isObeyed ? [`${summary}, ${proved}.`] : [`${summary}.`, ...faults]
}
