import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import postgres from 'postgres'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { z } from 'zod'
import { processStart } from '@/lib/adapters/processes/process-start'
import { freePort } from '@/lib/launcher/ports'
import { isPostgresAlive } from '@/lib/launcher/postmaster'
import { inheritedEnv } from '@/lib/server/env'

const LAUNCH = pathToFileURL(join(import.meta.dirname, 'launch.ts')).href
const ENV = pathToFileURL(join(import.meta.dirname, '../server/env.ts')).href

/** Listens, says so, drains at once on SIGTERM, and leaves when its launcher is gone. */
const PROGRAM = (name: string, variable: string) => `
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
const server = createServer((_, response) => response.end('${name}'))
const leave = () => process.exit(0)
process.on('SIGTERM', leave).on('disconnect', leave)
server.listen(Number(process.env.${variable}), '127.0.0.1', () => {
  writeFileSync(new URL('${name}.pid', import.meta.url), String(process.pid))
  if (process.env.EDGES && '${name}' === 'edge') console.log('edge of', process.env.REGION)
  process.send({ type: 'ready' })
})`

/** Does what \`npm start\` does, without a build. */
const LAUNCHER = `
import { launch } from '${LAUNCH}'
import { inheritedEnv, readLauncherEnv } from '${ENV}'
const stopping = new AbortController()
// A broken-off test run takes its launchers along.
process.on('SIGTERM', () => stopping.abort()).on('SIGINT', () => stopping.abort()).on('disconnect', () => stopping.abort())
const dir = new URL('.', import.meta.url).pathname
launch({
  env: readLauncherEnv(), edgeCount: Number(process.env.EDGES ?? 1), inherited: inheritedEnv(), dataDir: dir + 'kept', programsDir: dir,
  build: async () => {}, migrate: async () => {}, log: (line) => console.log(line), signal: stopping.signal,
}).then(() => process.exit(0), (error) => { console.log(error.message); process.exit(1) })`

let dir = ''
let ports = { EDGE_PORT: '', PORT: '', PREVIEW_PORT: '0' }
let launchers: ChildProcess[] = []

beforeEach(async () => {
  dir = join(mkdtempSync(join(tmpdir(), 'freshet-launch-')), 'a place with spaces')
  mkdirSync(dir)
  // As root: PostgreSQL's user may enter, so that its files stay in this folder and go with it.
  chmodSync(join(dir, '..'), 0o755)
  ports = { EDGE_PORT: String(await freePort()), PORT: String(await freePort()), PREVIEW_PORT: '0' }
  launchers = []
  writeFileSync(join(dir, 'edge.mjs'), PROGRAM('edge', 'EDGE_PORT'))
  writeFileSync(join(dir, 'dashboard.mjs'), PROGRAM('dashboard', 'PORT'))
  writeFileSync(join(dir, 'first-start.mjs'), `console.log('first start sees', process.env.FLEET_SECRET.length > 20)`)
  writeFileSync(
    join(dir, 'launcher.mjs'),
    LAUNCHER.replace("new URL('.', import.meta.url).pathname", JSON.stringify(`${dir}/`)),
  )
})

afterEach(async () => {
  for (const launcher of launchers) {
    if (launcher.exitCode !== null || launcher.signalCode !== null) continue
    launcher.kill('SIGTERM')
    await once(launcher, 'exit')
  }
  await vi.waitFor(() => expect(livingProcesses()).toEqual([]), { timeout: 15_000 })
  rmSync(join(dir, '..'), { recursive: true, force: true })
})

function start(env: Record<string, string> = {}) {
  const { DATABASE_URL: _, ...inherited } = inheritedEnv()
  const child = spawn(process.execPath, [join(dir, 'launcher.mjs')], {
    env: { ...inherited, ...ports, ...env },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  launchers.push(child)
  let output = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  const says = (text: string) => vi.waitFor(() => expect(output).toContain(text), { timeout: 20_000 })
  return { child, says, output: () => output, exited: once(child, 'exit') }
}

const pidOf = (name: string) => Number(readFileSync(join(dir, `${name}.pid`), 'utf8'))
const answer = async (port: string) => (await fetch(`http://127.0.0.1:${port}/`)).text()
const isAlive = (pid: number) => processStart(pid) !== undefined

function connection() {
  const text = readFileSync(join(dir, 'kept/connection.json'), 'utf8')
  return z.object({ databaseUrl: z.string(), dashboardUrl: z.string() }).parse(JSON.parse(text))
}

function postmasterPid(): number {
  return Number(readFileSync(join(dir, 'kept/postgres/data/postmaster.pid'), 'utf8').split('\n')[0])
}

/** Whoever has this test's folder on its command line. */
function livingProcesses(): readonly string[] {
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid) && isAlive(Number(pid)))
    .flatMap((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
        return command.includes(dir) ? [command] : []
      } catch {
        return []
      }
    })
}

test('starts everything, publishes where to find it, and leaves nothing behind on SIGTERM', async () => {
  const launcher = start()
  await launcher.says('are ready')
  await launcher.says('first start sees true')
  expect(await Promise.all([answer(ports.EDGE_PORT), answer(ports.PORT)])).toEqual(['edge', 'dashboard'])
  expect(statSync(join(dir, 'kept/connection.json')).mode & 0o777).toBe(0o600)
  expect(connection().dashboardUrl).toBe(`http://127.0.0.1:${ports.PORT}`)
  const sql = postgres(connection().databaseUrl, { max: 1 })
  expect(await sql`select 1 as n`).toEqual([{ n: 1 }])
  await sql.end()
  launcher.child.kill('SIGTERM')
  expect(await launcher.exited).toEqual([0, null])
  expect(livingProcesses()).toEqual([])
  expect(existsSync(join(dir, 'kept/connection.json'))).toBe(false)
})

test('a fleet has an edge for each port and region, and is ended like one', async () => {
  const edgePorts = [0, 1, 2].map((index) => String(Number(ports.EDGE_PORT) + index))
  const launcher = start({ EDGES: '3' })
  await launcher.says('are ready')
  expect(await Promise.all(edgePorts.map(answer))).toEqual(['edge', 'edge', 'edge'])
  for (const [index, port] of edgePorts.entries()) {
    await launcher.says(`edge of local-${index + 1}`)
    await launcher.says(`edge ${index + 1}: region local-${index + 1}, port ${port}`)
  }
  launcher.child.kill('SIGINT')
  expect(await launcher.exited).toEqual([0, null])
  expect(livingProcesses()).toEqual([])
})

test('a step of the stop that fails is told, and everything else is ended all the same', async () => {
  const launcher = start()
  await launcher.says('first start sees true')
  const file = join(dir, 'kept/connection.json')
  rmSync(file)
  mkdirSync(file)
  launcher.child.kill('SIGTERM')
  expect(await launcher.exited).toEqual([0, null])
  expect(launcher.output()).toContain(file)
  expect(livingProcesses()).toEqual([])
})

test.each(['EDGE_PORT', 'PORT'] as const)(
  'a taken %s is named within five seconds, and nothing else was started',
  async (variable) => {
    const holder = createServer().listen(Number(ports[variable]), '127.0.0.1')
    await once(holder, 'listening')
    onTestFinished(() => void holder.close())
    const beganMs = performance.now()
    const launcher = start()
    expect(await launcher.exited).toEqual([1, null])
    expect(performance.now() - beganMs).toBeLessThan(5_000)
    expect(launcher.output()).toContain(`Port ${ports[variable]} on 127.0.0.1 is taken`)
    expect(launcher.output()).toContain(`${variable}=`)
    expect(existsSync(join(dir, 'kept/postgres'))).toBe(false)
  },
)

test('a second launcher of the same data folder is refused and harms nothing', async () => {
  const first = start()
  await first.says('are ready')
  const second = start({ EDGE_PORT: String(await freePort()), PORT: String(await freePort()), PREVIEW_PORT: '0' })
  expect(await second.exited).toEqual([1, null])
  expect(second.output()).toContain(`already runs from ${join(dir, 'kept')} (pid ${first.child.pid})`)
  expect(await answer(ports.EDGE_PORT)).toBe('edge')
})

test('a killed edge, and a killed database, are running again while the launcher lives', async () => {
  const launcher = start()
  await launcher.says('are ready')
  const { databaseUrl } = connection()
  process.kill(pidOf('edge'), 'SIGKILL')
  process.kill(postmasterPid(), 'SIGKILL')
  await launcher.says('edge is back')
  expect(await answer(ports.EDGE_PORT)).toBe('edge')
  const sql = postgres(databaseUrl, { max: 1, backoff: () => 0.1 })
  await vi.waitFor(async () => expect(await sql`select 1 as n`).toEqual([{ n: 1 }]), { timeout: 15_000 })
  await sql.end()
})

test('after kill -9 of the launcher its programs leave, and the next start takes the database over', async () => {
  const first = start()
  await first.says('are ready')
  const [edge, dashboard, database] = [pidOf('edge'), pidOf('dashboard'), postmasterPid()]
  first.child.kill('SIGKILL')
  await first.exited
  const second = start()
  await second.says('are ready')
  expect([edge, dashboard].map(isAlive)).toEqual([false, false])
  expect(second.output()).toContain(`took over the PostgreSQL (pid ${database})`)
  second.child.kill('SIGTERM')
  expect(await second.exited).toEqual([0, null])
  expect(isPostgresAlive(database)).toBe(false)
})

test('a program that fails at its first start ends the launcher, which ends everything else', async () => {
  writeFileSync(join(dir, 'edge.mjs'), 'process.exit(7)')
  const launcher = start()
  expect(await launcher.exited).toEqual([1, null])
  expect(launcher.output()).toContain('The edge did not start: it ended with status 7')
  expect(livingProcesses()).toEqual([])
})

test("a stop while the operator's database is awaited ends at once", async () => {
  const launcher = start({ DATABASE_URL: `postgres://someone@127.0.0.1:${await freePort()}/none` })
  await launcher.says('waiting up to 30 s for the database')
  const beganMs = performance.now()
  launcher.child.kill('SIGTERM')
  await launcher.exited
  expect(performance.now() - beganMs).toBeLessThan(3_000)
})
