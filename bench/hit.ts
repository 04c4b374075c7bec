import { startLoad } from './load.ts'
import { median, type Row, table } from './numbers.ts'
import { type BenchServer, startServers } from './servers.ts'

const VALID_ROUNDS = 5
const MOST_ROUNDS = 15
const SECONDS = 4
const HIT_OF_BARE = 0.85
const HIT_OF_NEXT = 20
/** A core that idled a tenth of the time was not what limited the run. */
const SATURATED = 0.9

type Round = ReadonlyMap<string, Row>

/**
 * Measures the hit path beside a bare `node:http` server that sends the same bytes and headers, and beside `next start`
 * on a page of the same kind, in turns within one run. Servers share one core, the load has the other, so ratios mean
 * something where absolute figures do not. A round in which a server's core had time to spare is void and run again.
 * Resolves to 1 when a ratio is missed, or when too many rounds were void to tell.
 */
export async function main(): Promise<number> {
  const servers = await startServers()
  try {
    const load = await startLoad()
    process.stdout.write(`load: ${load.name}, 64 connections, ${SECONDS} s a server and round, in turns\n`)
    if (load.ceilingPerSecond !== null) process.stdout.write(`ceiling of the load itself: ${load.ceilingPerSecond}/s\n`)
    for (const { url, host } of servers.all) await load.run({ url, host, seconds: 2 })
    const rounds: Round[] = []
    const voidRounds: Round[] = []
    for (let tried = 1; tried <= MOST_ROUNDS && rounds.length < VALID_ROUNDS; tried++) {
      const round = await playRound(servers.all, load)
      const isVoid = [...round.values()].some(({ coreUse }) => coreUse < SATURATED)
      const figures = [...round.values()].map(({ name, perSecond }) => `${name} ${Math.round(perSecond)}/s`).join(', ')
      process.stdout.write(`  round ${tried}: ${figures}${isVoid ? ' (void: a core was not saturated)' : ''}\n`)
      ;(isVoid ? voidRounds : rounds).push(round)
    }
    return report(rounds, voidRounds)
  } finally {
    await servers.stop()
  }
}

async function playRound(servers: readonly BenchServer[], load: Awaited<ReturnType<typeof startLoad>>): Promise<Round> {
  const round = new Map<string, Row>()
  for (const { name, url, host, cpuMs } of servers) {
    const beforeMs = cpuMs()
    const beganMs = performance.now()
    const result = await load.run({ url, host, seconds: SECONDS })
    const coreUse = (cpuMs() - beforeMs) / (performance.now() - beganMs)
    round.set(name, { name, ...result, coreUse, perCoreSecond: result.perSecond / coreUse })
  }
  return round
}

function report(rounds: readonly Round[], voidRounds: readonly Round[]): number {
  if (rounds.length < VALID_ROUNDS) {
    process.stdout.write(
      `void: only ${rounds.length} of ${MOST_ROUNDS} rounds had every core saturated; the machine is busy\n`,
    )
    orientate([...rounds, ...voidRounds])
    return 1
  }
  process.stdout.write(`\n${table(medians(rounds))}\n`)
  const ratio = (to: string) => median(rounds.map((round) => perSecond(round, 'hit') / perSecond(round, to)))
  const ofBare = ratio('bare node:http')
  const ofNext = ratio('next start')
  process.stdout.write(`hit / bare node:http  ${ofBare.toFixed(2)}  (at least ${HIT_OF_BARE}; median of the rounds)\n`)
  process.stdout.write(`hit / next start      ${ofNext.toFixed(1)}  (at least ${HIT_OF_NEXT}; median of the rounds)\n`)
  return ofBare >= HIT_OF_BARE && ofNext >= HIT_OF_NEXT ? 0 : 1
}

/** What void rounds still tell: work done for the processor time that was had. No verdict. */
function orientate(rounds: readonly Round[]): void {
  const perCoreSecond = (round: Round, name: string) => figure(round, name, (row) => row.perCoreSecond)
  const ratio = (to: string) => median(rounds.map((round) => perCoreSecond(round, 'hit') / perCoreSecond(round, to)))
  process.stdout.write(`\n${table(medians(rounds))}\n`)
  process.stdout.write('by processor time alone, without a verdict: ')
  process.stdout.write(`${ratio('bare node:http').toFixed(2)} × bare, ${ratio('next start').toFixed(1)} × next start\n`)
}

function medians(rounds: readonly Round[]): readonly Row[] {
  const middle = (name: string, of: (row: Row) => number) => median(rounds.map((round) => figure(round, name, of)))
  return [...(rounds[0]?.keys() ?? [])].map((name) => ({
    name,
    perSecond: middle(name, (row) => row.perSecond),
    perCoreSecond: middle(name, (row) => row.perCoreSecond),
    p50Ms: middle(name, (row) => row.p50Ms),
    p99Ms: middle(name, (row) => row.p99Ms),
    coreUse: middle(name, (row) => row.coreUse),
  }))
}

function figure(round: Round, name: string, of: (row: Row) => number): number {
  const row = round.get(name)
  return row === undefined ? Number.NaN : of(row)
}

const perSecond = (round: Round, name: string) => figure(round, name, (row) => row.perSecond)
