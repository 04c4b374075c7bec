import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { openTestDb } from '@/db/testing'
import { createEdgeRegistry } from '@/lib/adapters/postgres/edge-registry'
import { bundleCli, runCli } from '@/lib/cli/testing'
import { purge } from '@/lib/contract/purges'
import { freePort } from '@/lib/launcher/ports'
import { serveApi } from '@/lib/server/testing'

const pool = await openTestDb()
const api = await serveApi(pool)
const folder = await mkdtemp(join(tmpdir(), 'freshet cli '))
const site = join(folder, 'my site')
const local = { FRESHET_DATA_DIR: folder }
const result = z.record(z.string(), z.unknown())

beforeAll(async () => {
  await bundleCli()
  await writeFile(join(folder, 'connection.json'), JSON.stringify({ databaseUrl: pool.url, dashboardUrl: api.url }))
  await mkdir(join(site, '.vercel/output/static'), { recursive: true })
  await writeFile(join(site, '.vercel/output/config.json'), JSON.stringify({ version: 3 }))
  for (const n of Array.from({ length: 20 }).keys()) {
    await writeFile(join(site, `.vercel/output/static/${n}.txt`), `file ${n}`)
  }
  await writeFile(join(site, '.vercel/output/static/index.html'), '<h1>hello</h1>'.repeat(100))
})

afterAll(async () => {
  await api.close()
  await pool.close()
  await rm(folder, { recursive: true })
})

const freshet = (args: readonly string[], env: Readonly<Record<string, string>> = local, input = '') =>
  runCli(args, { env, input })

async function json(args: readonly string[], env = local) {
  const { stdout } = await freshet([...args, '--json'], env)
  return result.parse(JSON.parse(stdout))
}

test('a folder is deployed over REST, only missing files travel, and the URLs are told', async () => {
  const first = await freshet(['deploy', site, '--project', 'shop', '--prod', '--domain', 'shop.example.com'])
  expect(first).toMatchObject({ code: 0, stderr: '' })
  expect(first.stdout).toMatch(
    /^Deployed dpl_\w{12}: 21 files, 21 of them uploaded\.\nhttp:\/\/shop\.example\.com:8080\nhttp:\/\/shop\.localhost:8080\nhttp:\/\/dpl_\w{12}\.localhost:8080\n$/,
  )
  const again = await json(['deploy', join(site, '.vercel/output'), '--project', 'shop'])
  expect(again).toMatchObject({ uploadedFiles: 0, promoted: false, deployment: { state: 'ready', source: 'output' } })
})

test('promote, roll back and lists agree', async () => {
  const { deployment } = z
    .object({ deployment: z.object({ id: z.string() }) })
    .parse(await json(['deploy', site, '--project', 'blog', '--prod']))
  const { deployment: next } = z
    .object({ deployment: z.object({ id: z.string() }) })
    .parse(await json(['deploy', site, '--project', 'blog']))
  expect((await freshet(['promote', next.id, '--project', 'blog'])).stdout).toBe(
    `blog.localhost: ${deployment.id} → ${next.id}\nAutomatic promotion is on.\n`,
  )
  expect(await json(['rollback', '--project', 'blog'])).toMatchObject({
    deployment: deployment.id,
    promotesAutomatically: false,
  })
  const { stdout } = await freshet(['deployments', '--project', 'blog'])
  expect(stdout).toContain('Automatic promotion is off')
  expect((await freshet(['deploy', site, '--project', 'blog', '--prod'])).stdout).toContain('Run: freshet promote dpl_')
  await freshet(['domains', 'add', 'b.example.com', '--project', 'blog'])
  expect((await freshet(['domains', '--project', 'blog'])).stdout).toContain('b.example.com')
  expect(await freshet(['domains', 'rm', 'b.example.com', '--project', 'blog'])).toMatchObject({ code: 0 })
  expect((await freshet(['paths', '--project', 'blog'])).stdout).toContain('0 of 0 paths.')
})

test('a secret is set from a pipe, a file or an argument, listed by its fingerprint, and never printed', async () => {
  await json(['deploy', site, '--project', 'secretive'])
  const file = join(folder, 'value')
  await writeFile(file, 'swordfish-3')
  const project = ['--project', 'secretive']
  const shown = [
    await freshet(['env', 'set', 'PIPED', ...project], local, 'swordfish-1\n'),
    await freshet(['env', 'set', 'GIVEN', 'swordfish-1', ...project, '--environment', 'production', '--json']),
    await freshet(['env', 'set', 'FROM_FILE', ...project, '--value-file', file]),
    await freshet(['env', ...project]),
    await freshet(['env', 'ls', ...project, '--json']),
    await freshet(['env', 'rm', 'PIPED', ...project, '--environment', 'preview']),
  ]
  expect(shown.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0, 0])
  expect(shown[0]?.stdout).toBe('Set PIPED for preview and production. Functions restart with it.\n')
  expect(JSON.stringify(shown)).not.toContain('swordfish')

  const fields = z.object({ name: z.string(), environment: z.string(), fingerprint: z.string() })
  const { variables } = z.object({ variables: z.array(fields) }).parse(await json(['env', 'ls', ...project]))
  expect(variables.map(({ name, environment }) => `${name} ${environment}`)).toEqual([
    'FROM_FILE preview',
    'FROM_FILE production',
    'GIVEN production',
    'PIPED production',
  ])
  const [fromFile, , given, piped] = variables.map(({ fingerprint }) => fingerprint)
  expect(piped).toBe(given)
  expect(fromFile).not.toBe(given)
})

test('a bypass token is made, listed, rotated and revoked; its secret is printed once', async () => {
  await json(['deploy', site, '--project', 'guarded'])
  const project = ['--project', 'guarded']
  expect((await freshet(['bypass', ...project])).stdout).toContain(
    'guarded has no bypass token. Make one: freshet bypass',
  )
  const wish = [...project, '--note', 'CMS hook', '--for', 'revalidate,draft', '--path', '/blog/*', '/about']
  const made = await freshet(['bypass', 'create', ...wish, '--expires-in-days', '30'])
  expect(made.stdout).toMatch(/^frb_[\w-]{43}\n$/)
  const id = made.stderr.match(/btk_\w{12}/)?.[0] ?? ''
  const rotated = await freshet(['bypass', 'rotate', id, '--overlap', '15m'])
  expect(rotated.stdout).toMatch(/^frb_[\w-]{43}\n$/)
  expect(rotated.stderr).toContain(`${id} holds until 2`)
  const listed = await freshet(['bypass', 'list', ...project])
  expect(listed.stdout).toContain('revalidate draft')
  expect(listed.stdout).toContain('/blog/* /about')
  for (const secret of [made.stdout, rotated.stdout]) expect(listed.stdout).not.toContain(secret.trim())
  expect((await freshet(['bypass', 'revoke', id])).stdout).toMatch(/^Revoked btk_\w{12} \(CMS hook\)\.\n/)
  expect((await freshet(['bypass', 'revoke', id])).stdout).toContain('had already ended')
  expect(await freshet(['bypass', 'rotate', id])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Make a new'),
  })
})

test.each([
  [['create', '--project', 'guarded', '--note', 'x', '--for', 'everything'], '--for: '],
  [['create', '--project', 'guarded', '--note', 'x', '--for', 'draft', '--path', 'blog'], '--path: A path starts with'],
  [['rotate', 'btk_000000000000', '--overlap', 'long'], 'Use a time such as 30s'],
  [['rotate', 'btk_000000000000', '--overlap', '90d'], 'for 30 days at most'],
])('bypass %j is wrong usage', async (args, words) => {
  expect(await freshet(['bypass', ...args])).toMatchObject({ code: 2, stderr: expect.stringContaining(words) })
})

test('an origin is allowed, listed and forbidden; what is none is refused with an example', async () => {
  await json(['deploy', site, '--project', 'inward'])
  const project = ['--project', 'inward']
  const origin = 'http://10.0.0.5:8080'
  expect((await freshet(['origins', 'allow', origin, ...project])).stdout).toBe(
    `inward may reach ${origin} within seconds.\n`,
  )
  expect(await json(['origins', 'ls', ...project])).toEqual({ origins: [origin] })
  expect((await freshet(['origins', 'forbid', origin, ...project])).code).toBe(0)
  expect(await json(['origins', ...project])).toEqual({ origins: [] })
  const refused = await freshet(['origins', 'allow', 'http://10.0.0.5/path', ...project])
  expect(refused.code).not.toBe(0)
  expect(refused.stderr).toContain('http://10.0.0.5:8080')
})

test('prices are listed, chosen, and edited as a file; a broken file names the field', async () => {
  await json(['deploy', site, '--project', 'priced'])
  const project = ['--project', 'priced']
  expect((await freshet(['prices', ...project])).stdout).toContain('nobody chose')
  expect((await freshet(['prices', 'choose', 'own', 'machines', 'all', ...project])).stdout).toBe(
    'priced is priced by Your own machines, all, version 1, from this month on.\n',
  )
  const unknown = await freshet(['prices', 'choose', 'vercel', 'pro', 'mars1', ...project])
  expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('Known: arn1, bom1') })
  expect((await freshet(['prices', 'show', 'vercel', 'pro', 'fra1'])).stdout).toMatch(
    /ISR writes +5\.2 +1,000,000 × write unit +– +medium +2025-10-20/,
  )
  const sheet = await json(['prices', 'show', 'own', 'machines', 'all'])
  const edited = JSON.stringify(sheet).replaceAll('"amount":null', '"amount":"0.011"')
  const saved = await freshet(['prices', 'save', '-'], local, edited)
  expect(saved).toMatchObject({ code: 0, stdout: 'Saved own machines all, version 2.\n' })
  expect(await freshet(['prices', 'save', '-'], local, edited)).toMatchObject({ code: 1 })
  expect(await json(['prices', ...project])).toMatchObject({ isDefault: false, sheet: { version: 2 } })
  const broken = await freshet(['prices', 'save', '-'], local, edited.replace('"0.011"', '0.011'))
  expect(broken).toMatchObject({ code: 2, stderr: expect.stringContaining('lines.0.price.amount') })
})

test('usage is shown, as a table, as CSV and as JSON; what cannot be asked is refused with the reason', async () => {
  await json(['deploy', site, '--project', 'used'])
  const project = ['--project', 'used']
  await pool.sql`insert into day_counts (day, project_id, deployment_id, domain, route, region, hit, write_units)
    select date_trunc('day', now() at time zone 'utc') at time zone 'utc' - interval '1 day', id, 'dpl_1', 'a.test', '/blog', 'local', 90000, 30 from projects where name = 'used'`
  const shown = await freshet(['usage', ...project, '--window', '30d'])
  expect(shown).toMatchObject({ code: 0, stderr: '' })
  expect(shown.stdout).toMatch(/\/blog +90,000 +0 +30 +3000\.0 +0 +0 GB +0\.18 USD\n1 of 1 rows\./)
  expect(shown.stdout).toMatch(/Estimate: .* USD/)
  const csv = (await freshet(['usage', ...project, '--window', '30d', '--csv'])).stdout.split('\n')
  expect(csv[0]).toMatch(/^from,until,project,route,domain,requests,/)
  expect(csv[1]).toMatch(/,used,\/blog,,90000,90000,0,0,30,3000,0,.*,0\.18012,USD$/)
  expect((await freshet(['usage', ...project, '--window', '30d', '--csv', '--series'])).stdout).toMatch(/^at,requests,/)
  expect(await json(['usage', '--by', 'project', '--window', '30d'])).toMatchObject({ project: null, by: 'project' })
  expect(await freshet(['usage', ...project, '--by', 'weekday'])).toMatchObject({ code: 2 })
  const future = await freshet([
    'usage',
    ...project,
    '--from',
    '2090-01-01T00:00:00Z',
    '--until',
    '2090-01-02T00:00:00Z',
  ])
  expect(future).toMatchObject({ code: 1, stderr: expect.stringContaining('window') })
  const nobody = await freshet(['usage', 'what-if', '/blog', ...project])
  expect(nobody).toMatchObject({ code: 0, stderr: '' })
  expect(nobody.stdout).toContain('Nobody requested a page of the route /blog')
})

test('a deployment is deleted after its plan was read, and one that is shown is not', async () => {
  const deployed = z.object({ deployment: z.object({ id: z.string() }) })
  const shown = deployed.parse(await json(['deploy', site, '--project', 'gone', '--prod'])).deployment.id
  const { id } = deployed.parse(await json(['deploy', site, '--project', 'gone'])).deployment
  const plan = await json(['deployments', 'delete', id, '--plan'])
  expect(plan).toMatchObject({ deployment: id, domains: [], rollback: 'never', entryCount: 0 })
  const refused = await freshet(['deployments', 'delete', id])
  expect(refused.code).toBe(1)
  expect(refused.stderr).toContain(`freshet deployments delete ${id} --yes`)
  expect((await freshet(['deployments', 'delete', id, '--yes'])).stdout).toContain(`Deleted ${id}`)
  expect(await freshet(['deployments', 'delete', id, '--yes'])).toMatchObject({ code: 1 })
  const refusedPlan = await freshet(['deployments', 'delete', shown, '--plan', '--json'])
  expect(refusedPlan.code).toBe(1)
  expect(JSON.parse(refusedPlan.stdout)).toMatchObject({ error: { code: 'conflict', details: { deployment: shown } } })
  expect(refusedPlan.stderr).not.toMatch(/\b0 /)
  const live = await freshet(['deployments', 'delete', shown, '--yes'])
  expect([live.code, live.stderr]).toEqual([1, expect.stringContaining(`gone.localhost shows ${shown}`)])
})

test('a list with nothing in it says so, and how to get something', async () => {
  await json(['deploy', site, '--project', 'bare'])
  const project = ['--project', 'bare']
  const said = [
    await freshet(['crons', ...project]),
    await freshet(['crons', 'ls', '--runs', ...project]),
    await freshet(['env', ...project]),
    await freshet(['origins', ...project]),
  ]
  expect(said.map(({ code, stdout }) => [code, stdout.split('\n')[0]])).toEqual([
    [0, expect.stringMatching(/^What production shows has no crons\. They come with a deployment/)],
    [0, 'No cron has run yet.'],
    [0, 'bare has no variables. Set one: freshet env set <name> --project bare'],
    [0, expect.stringContaining('freshet origins allow <origin> --project bare')],
  ])
})

test('the help of a group has the options of what it does by itself', async () => {
  for (const group of ['deployments', 'env', 'crons', 'domains', 'origins', 'jobs', 'bypass']) {
    const { code, stdout } = await freshet([group, '--help'])
    expect([group, code]).toEqual([group, 0])
    expect(stdout).toContain('--project <name>')
    expect(stdout.replace(/\s+/g, ' ')).toContain('what is done without a command')
  }
})

test.each([[['frobnicate', '--help']], [['help', 'frobnicate']], [['deployments', 'frobnicate', '--help']]])(
  'help for what does not exist is wrong usage: %s',
  async (args) => {
    const { code, stdout, stderr } = await freshet(args)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain("unknown command 'frobnicate'")
  },
)

test('without a token, where nobody listens, it is told to start Freshet', async () => {
  const nowhere = { FRESHET_DATA_DIR: join(folder, 'none'), FRESHET_URL: `http://127.0.0.1:${await freePort()}` }
  const { code, stderr } = await freshet(['edges'], nowhere)
  expect(code).toBe(3)
  expect(stderr).toContain(`Freshet is not running at ${nowhere.FRESHET_URL}: start it with npm start`)
  expect((await freshet(['edges'], { ...nowhere, FRESHET_URL: api.url })).stderr).toContain('No token for')
})

test('a refused option is called by its name', async () => {
  const { code, stderr } = await freshet(['token', 'create', '--name', 'ci', '--scope', 'everything'])
  expect(code).toBe(2)
  expect(stderr).toContain('--scope: ')
})

test('a purge without a terminal and without --yes does nothing, and prints what to run', async () => {
  await json(['deploy', site, '--project', 'news', '--prod'])
  const wish = [
    'purge',
    '--project',
    'news',
    '--domain',
    'news.localhost',
    '--tag',
    "it's new",
    '--path',
    '/a',
    '--delete',
  ]
  const refused = await freshet(wish)
  expect(refused.code).toBe(1)
  expect(refused.stderr).toContain(
    `\nfreshet purge --project news --domain news.localhost --path /a --tag 'it'\\''s new' --delete --yes\n`,
  )
  expect(await json([...wish, '--yes'])).toMatchObject({
    mode: 'delete',
    entryCount: 0,
    selectors: [
      { kind: 'path', path: '/a' },
      { kind: 'tag', tag: "it's new" },
    ],
  })
})

test('a plan is told line by line or as JSON, and names what comes near to a tag that covers nothing', async () => {
  await json(['deploy', site, '--project', 'planned'])
  const wish = ['purge', '--project', 'planned', '--whole-project', '--tag', 'post:1', '--plan']
  const { stdout } = await freshet(wish)
  expect(stdout).toMatch(
    /^Covers {4}0 entries of 0 paths\nStored .*\nTraffic .*\nRenders .*\(estimate\)\nWrites .*\(estimate\)\n/,
  )
  expect(stdout).toContain('The tag post:1 covers nothing here.')
  expect(await json(wish)).toMatchObject({ entryCount: 0, unmatched: [{ kind: 'tag', name: 'post:1', nearest: [] }] })
  expect((await freshet(['purges', '--project', 'planned'])).stdout).toBe('Nothing has been purged yet.\n')
})

test('a purge is waited for until every edge has obeyed; one that does not is named, and the code is 3', async () => {
  await json(['deploy', site, '--project', 'awaited'])
  const project = ['--project', 'awaited']
  const registry = createEdgeRegistry(pool.db)
  const wish = ['purge', ...project, '--whole-project', '--all', '--yes', '--wait']
  expect((await freshet(wish)).stdout).toContain('No edge was running')
  const id = 'edg_of_the_test'
  await registry.register({ id, region: 'fra', controlUrl: 'http://127.0.0.1:1', pid: 1, appliedSeq: 0 })
  const late = await freshet([...wish, '1s'])
  expect(late).toMatchObject({
    code: 3,
    stderr: expect.stringMatching(new RegExp(`not obeyed within 1 s by ${id} in fra`)),
  })
  expect(late.stderr).toMatch(/^Made stale: 0 entries\. Journal number \d+\.\n/)
  await pool.sql`update edges set heartbeat_at = now() - interval '30 seconds' where id = ${id}`
  const paused = await freshet([...wish, '1s'])
  expect(paused).toMatchObject({
    code: 3,
    stderr: expect.stringMatching(new RegExp(`${id} in fra \\(silent for 3\\d s`)),
  })
  await registry.heartbeat(id, 1_000_000)
  const unproved = await freshet([...wish, '--json'])
  expect(unproved.code).toBe(3)
  expect(JSON.parse(unproved.stdout)).toMatchObject({
    error: { code: 'unavailable', details: { receipt: { obeyedCount: 1 }, probe: { isObeyed: false } } },
  })
  await registry.stop(id)
})

test('an option that another command of the group takes is not offered in place of itself', async () => {
  const { code, stderr } = await freshet(['deployments', 'delete', 'dpl_000000000000', '--project', 'shop'])
  expect([code, stderr]).toEqual([2, expect.stringContaining("unknown option '--project'")])
  expect(stderr).not.toContain('Did you mean')
  expect((await freshet(['deployments', '--help'])).stdout).toContain('--project <name>')
})

test('a purge with --warm-up tells what came of the pages it hit, and fails where they failed', async () => {
  await json(['deploy', site, '--project', 'warmed'])
  const wish = ['purge', '--project', 'warmed', '--whole-project', '--all', '--yes', '--warm-up']
  expect(await freshet([...wish, '--at', '2099-01-01T09:00Z'])).toMatchObject({ code: 2 })
  const counts = { asked: 2, made: 1, fresh: 0, unstored: 0, failed: 1 }
  const page = { domain: 'warmed.localhost', verdict: 'made', status: 200, ms: 7, bytes: 2_048, message: null }
  const pages = [{ ...page, target: '/sale' }]
  const report = { code: null, counts, bytes: 2_048, p50Ms: 7, p95Ms: 7, maxMs: 7, gate: null, promoted: null, pages }
  // An edge, as far as the command can tell.
  const end = async (state: string, message: string) => {
    const open = await pool.sql`
      update jobs set state = ${state}, message = ${message}, report = ${JSON.stringify(report)}::jsonb, single_name = null
      where kind = 'warm-up' and state = 'waiting' returning input->'selection'->>'kind' as kind`
    return open[0]?.kind
  }
  const warming = json(wish)
  await expect.poll(() => end('done', '2 pages.'), { timeout: 10_000 }).toBe('purge')
  expect(await warming).toMatchObject({ seq: expect.any(Number), warmUp: { state: 'done', report: { counts } } })
  const failing = freshet(wish)
  await expect.poll(() => end('failed', 'The edge went away.'), { timeout: 10_000 }).toBe('purge')
  expect(await failing).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/^PAGE WAS +STATUS[\s\S]*warmed\.localhost\/sale/),
    stderr: expect.stringContaining('The edge went away.'),
  })
})

test('purges are listed, shown and undone; what cannot be undone is refused with its sentence', async () => {
  await json(['deploy', site, '--project', 'mistaken'])
  const project = ['--project', 'mistaken']
  const made = purge.parse(await json(['purge', ...project, '--whole-project', '--tag', 'a b', '--delete', '--yes']))
  const seq = String(made.seq)
  expect((await freshet(['purges', ...project])).stdout).toMatch(
    new RegExp(`${seq} .* delete +tag a b +whole project +0 .* can be undone\n$`),
  )
  expect((await freshet(['purges', 'show', seq, ...project])).stdout).toContain(`freshet purges undo ${seq}`)
  const undone = await freshet(['purges', 'undo', seq, ...project, '--reason', 'wrong tag'])
  expect(undone.stdout).toBe(
    `Undone: purge ${seq}, delete tag a b. Journal number ${made.seq + 1}. Pages regenerated since stay as they are.\n`,
  )
  expect((await freshet(['purges', 'show', seq, ...project])).stdout).toMatch(/Undone at .*: wrong tag\./)
  expect(await freshet(['purges', 'undo', seq, ...project])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('was undone already'),
  })
  expect(await freshet(['purges', 'undo', 'all', ...project])).toMatchObject({ code: 2 })
})

test('a purge with a deadline says until when pages are shown', async () => {
  await json(['deploy', site, '--project', 'late', '--prod'])
  const wish = ['purge', '--project', 'late', '--whole-project', '--tag', 'x', '--deadline', '5m']
  expect((await freshet(wish)).stderr).toContain('--deadline 300s --yes')
  const { deleteAt, createdAt } = purge.parse(await json([...wish, '--yes']))
  expect(Math.abs(Date.parse(deleteAt ?? '') - Date.parse(createdAt) - 300_000)).toBeLessThan(5_000)
})

test.each([
  ['an unknown verb', ['explode'], 2],
  ['a missing option', ['deployments'], 2],
  ['a variable that would change how functions are run', ['env', 'set', 'LD_PRELOAD', 'x', '--project', 'p'], 2],
  ['an empty pipe for the value of a variable', ['env', 'set', 'A', '--project', 'p'], 2],
  ['a variable of no environment', ['env', 'set', 'A', 'x', '--project', 'p', '--environment', 'staging'], 2],
  ['a purge of nothing', ['purge', '--project', 'p', '--whole-project', '--yes'], 2],
  ['a purge without a scope', ['purge', '--project', 'p', '--all', '--yes'], 2],
  [
    'a purge with two scopes',
    ['purge', '--project', 'p', '--whole-project', '--domain', 'a.test', '--all', '--yes'],
    2,
  ],
  ['everything and more', ['purge', '--project', 'p', '--whole-project', '--all', '--tag', 'x', '--yes'], 2],
  ['a deadline in no unit of time', ['purge', '--project', 'p', '--whole-project', '--all', '--deadline', '5x'], 2],
  ['a project that is not there', ['deployments', '--project', 'none'], 1],
  ['a folder that is no build output', ['deploy', tmpdir(), '--project', 'p'], 1],
  ['help', ['--help'], 0],
])('%s ends with its exit code', async (_title, args, code) => {
  expect((await freshet(args)).code).toBe(code)
})

test('a dashboard that is not there ends with 3, a wrong token with 1, no token at all with 1', async () => {
  const token = { FRESHET_TOKEN: 'frt_guess' }
  expect(await freshet(['token', 'ls'], { ...token, FRESHET_URL: 'http://127.0.0.1:1' })).toMatchObject({ code: 3 })
  expect(await freshet(['token', 'ls'], { ...token, FRESHET_URL: api.url })).toMatchObject({ code: 1 })
  expect(
    await freshet(['token', 'ls'], { FRESHET_DATA_DIR: join(folder, 'none'), FRESHET_URL: api.url }),
  ).toMatchObject({ code: 1 })
})

test('a refused build output names file, key and reason, also as JSON', async () => {
  const broken = join(folder, 'broken')
  await mkdir(broken)
  await writeFile(join(broken, 'config.json'), JSON.stringify({ version: 2 }))
  expect(await json(['deploy', broken, '--project', 'p'])).toMatchObject({
    error: { code: 'invalid', details: { file: 'config.json', key: 'version', reason: expect.any(String) } },
  })
})

test('token create --json prints the token, which then works from anywhere until it is revoked', async () => {
  const made = z
    .object({ token: z.string(), id: z.string() })
    .parse(await json(['token', 'create', '--name', 'ci', '--scope', 'read', '--scope', 'deploy']))
  const elsewhere = { FRESHET_URL: api.url, FRESHET_TOKEN: made.token }
  expect((await freshet(['deployments', '--project', 'shop'], elsewhere)).code).toBe(0)
  expect((await freshet(['token', 'ls'], elsewhere)).code).toBe(1)
  expect((await freshet(['token', 'ls'])).stdout).toContain(made.id)
  expect((await freshet(['token', 'revoke', made.id])).code).toBe(0)
  expect((await freshet(['deployments', '--project', 'shop'], elsewhere)).code).toBe(1)
})

test('who reads no further, as head does, ends it without a word of failure', async () => {
  const program = join(import.meta.dirname, '../../dist/cli.mjs')
  const running = spawn(process.execPath, [program, '--help'], { stdio: ['ignore', 'pipe', 'pipe'] })
  running.stdout.destroy()
  const [stderr, [code]] = await Promise.all([text(running.stderr), once(running, 'exit')])
  expect({ stderr, code }).toEqual({ stderr: '', code: 141 })
})

const NEWEST = 'created_at = (select max(created_at) from drizzle.__drizzle_migrations)'

test('between the build of a new version and the restart, a command says what to do and shows no row of the database', async () => {
  await pool.sql`alter table audit rename column token_id to of_another_version`
  await pool.sql.unsafe(`update drizzle.__drizzle_migrations set hash = 'x' || hash where ${NEWEST}`)
  const early = await freshet(['deployments', '--project', 'shop'])
  await pool.sql.unsafe(`update drizzle.__drizzle_migrations set hash = substr(hash, 2) where ${NEWEST}`)
  await pool.sql`alter table audit rename column of_another_version to token_id`
  expect(early).toEqual({
    code: 1,
    stdout: '',
    stderr:
      'freshet: This command is of another version than the Freshet that runs. Stop Freshet and start it again.\n',
  })
})

test('a database that lacks a table though it is of this version, or holds no Freshet, is told as such', async () => {
  await pool.sql`alter table api_tokens rename to gone`
  const damaged = await freshet(['deployments', '--project', 'shop'])
  await pool.sql`alter schema drizzle rename to drizzle_of_before`
  const emptied = await freshet(['deployments', '--project', 'shop'])
  await pool.sql`alter schema drizzle_of_before rename to drizzle`
  await pool.sql`alter table gone rename to api_tokens`
  expect(damaged).toMatchObject({ code: 1, stdout: '' })
  expect(damaged.stderr).toMatch(
    /^freshet: The database is of this version and lacks something all the same: relation "api_tokens" does not exist\..*freshet restore/,
  )
  expect(emptied.stderr).toMatch(/^freshet: The database holds no Freshet: .*relation "api_tokens" does not exist/)
})

test('what the database refuses for another reason is told in its own words, without the statement', async () => {
  await pool.sql`alter table api_tokens add constraint closed check (false) not valid`
  const refused = await freshet(['deployments', '--project', 'shop'])
  await pool.sql`alter table api_tokens drop constraint closed`
  expect(refused).toEqual({
    code: 1,
    stdout: '',
    stderr: 'freshet: The database refused: new row for relation "api_tokens" violates check constraint "closed".\n',
  })
})
