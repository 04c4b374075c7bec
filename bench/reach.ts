import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { type BenchFleet, startFleet } from './fleet.ts'
import { HOST, SITE } from './purge-site.ts'
import { type Summary, summarize } from './samples.ts'

/** A purge of much may take no more than so many times what one of little takes: of their medians, without a tolerance. */
const MOST_TIMES = 2
const WARM_ROUNDS = 5
const MUCH = 100_000

type Timed = Summary & { readonly name: string }

/**
 * Times purges over REST by how much they reach, one after the other in turn, so that whatever else the machine does holds up all
 * of them. Resolves to 1 when the median of one is more than twice that of a tag with ten entries.
 */
export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '100' },
      entries: { type: 'string', default: '1000000' },
      json: { type: 'boolean', default: false },
    },
  })
  const say = (line: string) => void process.stderr.write(`${line}\n`)
  const rounds = Number(values.rounds)
  const fleet = await startFleet(1)
  try {
    await fleet.deploy('bench', SITE)
    say(`filling the store with ${values.entries} entries`)
    await fill(fleet, Number(values.entries))
    return report(await measure(fleet, rounds), { isJson: values.json, say })
  } finally {
    await fleet.stop()
  }
}

/** The first ten entries carry the tag `ten`, the next 100,000 the tag `much`, all of them `all` and one of a thousand. */
async function fill({ sql }: BenchFleet, count: number): Promise<void> {
  await sql`
    insert into entries
      (id, group_id, project_id, deployment_id, domain, path, route, output, variant, query, version_id, stamp, generated_at_ms,
       is_from_build, tags)
    select
      md5(n::text) || md5('entry ' || n), md5('group ' || n / 2), project_id, deployment_id, host, '/filled/' || n / 2,
      '/filled/[n]', '/filled', 'html', (n % 2)::text, 'ver_' || n, 0, 0, false,
      array['all', 'n:' || n % 1000] ||
        case when n < 10 then array['ten'] when n between 10 and ${MUCH + 9} then array['much'] else '{}' end
    from domains cross join generate_series(0, ${count - 1}::int) as n
    where host = ${HOST}`
  // As the server does by itself after so many rows: also what waits to be put into the index of tags.
  await sql`vacuum analyze entries`
}

async function measure(fleet: BenchFleet, rounds: number): Promise<readonly Timed[]> {
  const purge = (selector: object) => () =>
    send(fleet, 'POST', '/api/v1/purges', { project: 'bench', scope: { kind: 'project' }, selectors: [selector] })
  const purges = [
    { name: 'a tag with 10 entries', call: purge({ kind: 'tag', tag: 'ten' }), times: [] as number[] },
    { name: `a tag with ${MUCH} entries`, call: purge({ kind: 'tag', tag: 'much' }), times: [] as number[] },
    { name: 'a tag of all entries', call: purge({ kind: 'tag', tag: 'all' }), times: [] as number[] },
    { name: 'all below a path', call: purge({ kind: 'prefix', prefix: '/filled' }), times: [] as number[] },
  ]
  for (let round = 0; round < WARM_ROUNDS + rounds; round++) {
    for (const { call, times } of purges) {
      const beganAtMs = performance.now()
      await call()
      if (round >= WARM_ROUNDS) times.push(performance.now() - beganAtMs)
    }
  }
  return purges.map(({ name, times }) => ({ name, ...summarize(times) }))
}

function send({ dashboardUrl, token }: BenchFleet, method: string, path: string, body?: object): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  return new Promise((resolve, reject) => {
    request(new URL(path, dashboardUrl), { method, headers }, (response) => {
      text(response).then((answer) => {
        if (response.statusCode === 200) resolve()
        else reject(new Error(`${method} ${path} answered ${response.statusCode}: ${answer}`))
      }, reject)
    })
      .on('error', reject)
      .end(body === undefined ? undefined : JSON.stringify(body))
  })
}

type How = { readonly isJson: boolean; readonly say: (line: string) => void }

function report(timed: readonly Timed[], { isJson, say }: How): number {
  const width = Math.max(...timed.map(({ name }) => name.length))
  for (const { name, p50, p99, max } of timed) {
    say(`${name.padEnd(width)}  p50 ${p50} ms  p99 ${p99} ms  max ${max} ms`)
  }
  if (isJson) process.stdout.write(`${JSON.stringify({ reach: timed })}\n`)
  const bound = (timed[0]?.p50 ?? 0) * MOST_TIMES
  const beyond = timed.filter(({ p50 }) => p50 > bound)
  for (const { name, p50 } of beyond) say(`${name}: ${p50} ms is beyond ${bound.toFixed(1)} ms`)
  return beyond.length === 0 ? 0 : 1
}
