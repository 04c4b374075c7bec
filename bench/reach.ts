import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { type BenchFleet, startFleet } from './fleet.ts'
import { HOST, SITE } from './purge-site.ts'
import { type Summary, summarize } from './samples.ts'

/** A purge of much may take no more than so many times what one of little takes, and a full store no more than an empty one. */
const MOST_TIMES = 2
/** What a machine with other work does to single calls; the median is compared. */
const SLACK_MS = 10

type Timed = Summary & { readonly name: string }

/**
 * Times purges by how much they reach, and the paths page, with few and with a million entries in the store. Resolves to 1
 * when the median of one grows beyond its bound.
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
    await fill(fleet, { from: 0, to: 1_000 })
    const few = await measure(fleet, { rounds, among: 'a thousand' })
    say(`filling the store with ${values.entries} entries`)
    await fill(fleet, { from: 1_000, to: Number(values.entries) })
    const many = await measure(fleet, { rounds, among: values.entries })
    return report([...few, ...many], { isJson: values.json, say })
  } finally {
    await fleet.stop()
  }
}

/** The first ten entries carry the tag `ten`, the next 100,000 the tag `much`, all of them `all` and one of a thousand. */
async function fill({ sql }: BenchFleet, { from, to }: { readonly from: number; readonly to: number }): Promise<void> {
  await sql`
    insert into entries
      (id, group_id, project_id, deployment_id, domain, path, route, output, variant, query, version_id, stamp, generated_at_ms,
       is_from_build, tags)
    select
      md5(n::text) || md5('entry ' || n), md5('group ' || n / 2), project_id, deployment_id, host, '/filled/' || n / 2,
      '/filled/[n]', '/filled', 'html', (n % 2)::text, 'ver_' || n, 0, 0, false,
      array['all', 'n:' || n % 1000] ||
        case when n < 10 then array['ten'] when n between 10 and 100009 then array['much'] else '{}' end
    from domains cross join generate_series(${from}::int, ${to - 1}::int) as n
    where host = ${HOST}`
  await sql`analyze entries`
}

async function measure(fleet: BenchFleet, { rounds, among }: { readonly rounds: number; readonly among: string }) {
  const of = async (name: string, call: () => Promise<void>): Promise<Timed> => {
    for (let warm = 0; warm < 5; warm++) await call()
    const times: number[] = []
    for (let round = 0; round < rounds; round++) {
      const beganAtMs = performance.now()
      await call()
      times.push(performance.now() - beganAtMs)
    }
    return { name: `${name}, among ${among}`, ...summarize(times) }
  }
  const purge = (selector: object) => () =>
    send(fleet, 'POST', '/api/v1/purges', { project: 'bench', scope: { kind: 'project' }, selectors: [selector] })
  const timed: Timed[] = []
  for (const tag of ['ten', 'much', 'all']) timed.push(await of(`purge of the tag ${tag}`, purge({ kind: 'tag', tag })))
  timed.push(await of('purge below /filled', purge({ kind: 'prefix', prefix: '/filled' })))
  timed.push(await of('a page of paths', () => send(fleet, 'GET', '/api/v1/paths?project=bench')))
  return timed
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
  const purges = timed.filter(({ name }) => name.startsWith('purge'))
  const [least] = purges
  const bound = (least?.p50 ?? 0) * MOST_TIMES + SLACK_MS
  const beyond = purges.filter(({ p50 }) => p50 > bound)
  for (const { name, p50 } of beyond) say(`${name}: ${p50} ms is beyond ${bound.toFixed(1)} ms`)
  return beyond.length === 0 ? 0 : 1
}
