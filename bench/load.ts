import { execFile } from 'node:child_process'
import { createServer } from 'node:http'
import { promisify } from 'node:util'
import autocannon from 'autocannon'
import { onCore } from './servers.ts'

const run = promisify(execFile)
const CONNECTIONS = 64

export type LoadResult = { readonly perSecond: number; readonly p50Ms: number; readonly p99Ms: number }

export type Load = {
  readonly name: string
  /** What the generator manages against a server that does nothing; `null` where that is far above any server here. */
  readonly ceilingPerSecond: number | null
  /** Asks for one page over and over. Rejects when an answer is not a 200. */
  run(target: { readonly url: string; readonly host: string; readonly seconds: number }): Promise<LoadResult>
}

/** wrk where it is installed, else autocannon, which takes more of a core itself. */
export async function startLoad(): Promise<Load> {
  const hasWrk = await run('wrk', ['--version']).then(
    () => true,
    (error: { readonly code?: unknown }) => error.code !== 'ENOENT',
  )
  return hasWrk ? { name: 'wrk', ceilingPerSecond: null, run: runWrk } : withAutocannon()
}

async function runWrk({ url, host, seconds }: { url: string; host: string; seconds: number }): Promise<LoadResult> {
  // A late answer is a slow one, not a failure: on a busy machine the round is void all the same.
  const args = ['-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, '--latency', '--timeout', '20s', '-H', `Host: ${host}`, url]
  const [command, ...rest] = onCore(1, ['wrk', ...args])
  const { stdout } = await run(command ?? 'wrk', rest)
  if (/Non-2xx|Socket errors/.test(stdout)) throw new Error(`wrk had failures:\n${stdout}`)
  return {
    perSecond: Number(stdout.match(/Requests\/sec:\s+([\d.]+)/)?.[1]),
    p50Ms: milliseconds(stdout, '50%'),
    p99Ms: milliseconds(stdout, '99%'),
  }
}

function milliseconds(text: string, quantile: string): number {
  const [, value, unit] = text.match(new RegExp(`${quantile}\\s+([\\d.]+)(us|ms|s)`)) ?? []
  return Number(value) * ({ us: 0.001, ms: 1, s: 1_000 }[unit ?? ''] ?? Number.NaN)
}

async function withAutocannon(): Promise<Load> {
  const server = createServer((_request, response) => response.end()).listen(0, '127.0.0.1')
  const address = await new Promise<string>((resolve) => {
    server.once('listening', () => {
      const at = server.address()
      resolve(typeof at === 'object' && at !== null ? `http://127.0.0.1:${at.port}` : '')
    })
  })
  const ceiling = await runAutocannon({ url: address, host: 'localhost', seconds: 2 })
  server.close()
  return { name: 'autocannon', ceilingPerSecond: Math.round(ceiling.perSecond), run: runAutocannon }
}

async function runAutocannon({
  url,
  host,
  seconds,
}: {
  url: string
  host: string
  seconds: number
}): Promise<LoadResult> {
  const result = await autocannon({ url, connections: CONNECTIONS, duration: seconds, headers: { host } })
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`autocannon had ${result.non2xx + result.errors} failures`)
  return { perSecond: result.requests.average, p50Ms: result.latency.p50, p99Ms: result.latency.p99 }
}
