import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type BrowserContext, chromium, type Page } from 'playwright'
import { freePort } from '../lib/launcher/ports.ts'
import { inheritedEnv } from '../lib/server/env.ts'
import { browserLaunch } from '../scripts/browser.ts'
import { DASHBOARD, SET_UP_LINK, startFreshet } from '../scripts/start-freshet.ts'
import { ROOT, step } from '../scripts/steps.ts'

const MOST_MS = 1_000
/** What counts as good: a page that moves less while it loads is held still. */
const MOST_SHIFT = 0.1
/** A page may move until so long after it can be used. */
const SETTLED_MS = 500
const OPERATOR = { email: 'bench@example.com', password: 'measured five times over' } as const

/**
 * Measures how long each page of a Freshet takes from the navigation to its first control that can be used, in Chromium, median of
 * five (`--rounds`), and how much it moves meanwhile: on what `npm run seed:scale` filled, that of `DATABASE_URL` or in `--data-dir`. Resolves to 1 when one takes
 * a second or more, or moves.
 */
export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '5' },
      project: { type: 'string', default: 'site-1' },
      'data-dir': { type: 'string', default: '.freshet/scale' },
    },
  })
  const own = inheritedEnv().DATABASE_URL ? mkdtempSync(join(tmpdir(), 'freshet-bench-')) : undefined
  const ports = { EDGE_PORT: String(await freePort()), PORT: String(await freePort()), PREVIEW_PORT: '0' }
  const dataDir = own ?? resolve(ROOT, values['data-dir'])
  const freshet = startFreshet({ ...ports, FRESHET_DATA_DIR: dataDir, NODE_ENV: 'production' })
  try {
    const url = await step('Start Freshet', () => freshet.until(DASHBOARD, AbortSignal.timeout(600_000)))
    const browser = await chromium.launch(await browserLaunch())
    try {
      const context = await browser.newContext({ baseURL: url, viewport: { width: 1440, height: 900 } })
      await signIn(context, SET_UP_LINK.exec(freshet.output())?.[1])
      return await measureAll(context, pagesOf(values.project), Number(values.rounds))
    } finally {
      await browser.close()
    }
  } finally {
    await freshet.stop()
    if (own !== undefined) rmSync(own, { recursive: true, force: true })
  }
}

function pagesOf(project: string): readonly (readonly [string, string])[] {
  const at = (page: string) => `/${project}${page}`
  const host = `${project}.localhost`
  return [
    ['projects', '/'],
    ['overview', at('')],
    ['overview, 30 days', at('?window=30d')],
    ['live', at('/live')],
    ['why', at('/why')],
    ['paths', at('/paths')],
    ['paths, 7 days', at('/paths?window=7d')],
    ['paths, 30 days', at('/paths?window=30d')],
    ['paths, a search', at('/paths?q=page-0000777')],
    ['path', at(`/path?domain=${host}&path=/page-0000001`)],
    ['tags', at('/tags')],
    ['usage, this month', at('/usage')],
    ['usage, 7 days by path', at('/usage?window=7d&by=path')],
    ['usage, 30 days by path', at('/usage?window=30d&by=path')],
    ['usage, one path', at(`/usage?path=/page-0000001&domain=${host}`)],
    ['usage, one cause', at('/usage?cause=time')],
    ['functions', at('/functions')],
    ['purge', at('/purge')],
    ['journal', at('/journal')],
    ['deployments', at('/deployments')],
    ['domains', at('/domains')],
    ['jobs', at('/jobs')],
    ['crons', at('/crons')],
    ['variables', at('/variables')],
    ['origins', at('/origins')],
    ['tokens', at('/tokens')],
    ['settings', at('/settings')],
    ['edges', '/edges'],
    ['members', '/members'],
    ['audit', '/audit'],
    ['account', '/account'],
  ]
}

async function signIn(context: BrowserContext, setUpLink: string | undefined): Promise<void> {
  const page = await context.newPage()
  await page.goto(setUpLink ?? '/sign-in')
  await page.waitForFunction(isUsable)
  await page.getByLabel('Email').fill(OPERATOR.email)
  await page.getByLabel('Password').fill(OPERATOR.password)
  await page.getByRole('button', { name: setUpLink === undefined ? 'Sign in' : 'Create the owner' }).click()
  await page.getByRole('heading', { name: 'Projects' }).waitFor()
  await page.close()
}

type Took = { readonly serverMs: number; readonly usableMs: number; readonly shift: number }

async function measureAll(context: BrowserContext, pages: ReturnType<typeof pagesOf>, rounds: number) {
  const say = (line: string) => void process.stdout.write(`${line}\n`)
  say(`${'median of'.padEnd(30)}${'server'.padStart(12)}${'interactive'.padStart(14)}${'shift'.padStart(10)}`)
  let isMissed = false
  for (const [name, path] of pages) {
    const took: Took[] = []
    for (let round = 0; round < rounds; round++) took.push(await measureOne(context, path))
    const of = (what: keyof Took) => median(took.map((each) => each[what]))
    const shift = Math.max(...took.map((each) => each.shift))
    const marks = [
      ...(of('usableMs') >= MOST_MS ? [`not under ${MOST_MS} ms`] : []),
      ...(shift >= MOST_SHIFT ? [`moves by ${MOST_SHIFT} or more`] : []),
    ]
    isMissed ||= marks.length > 0
    const cells = [`${of('serverMs').toFixed(0)} ms`.padStart(12), `${of('usableMs').toFixed(0)} ms`.padStart(14)]
    say(`${name.padEnd(30)}${cells.join('')}${shift.toFixed(3).padStart(10)}   ${marks.join(', ')}`)
  }
  return isMissed ? 1 : 0
}

async function measureOne(context: BrowserContext, path: string): Promise<Took> {
  const page: Page = await context.newPage()
  try {
    await page.goto(path, { waitUntil: 'commit' })
    // Asked in each frame, from the first on.
    const handle = await page.waitForFunction(isUsable, undefined, { polling: 'raf' })
    const usableMs = Number(await handle.jsonValue())
    await page.waitForTimeout(SETTLED_MS)
    const serverMs = await page.evaluate(() => {
      const [navigation] = performance.getEntriesByType('navigation')
      return navigation instanceof PerformanceNavigationTiming ? navigation.responseStart - navigation.requestStart : 0
    })
    return { serverMs, usableMs, shift: await page.evaluate(layoutShift) }
  } finally {
    await page.close()
  }
}

/** How much of what is seen has moved, as browsers sum it up: 0 is a page that stood still. */
function layoutShift(): Promise<number> {
  return new Promise((resolve) => {
    let sum = 0
    const add = (list: PerformanceObserverEntryList) => {
      for (const entry of list.getEntries()) if ('value' in entry) sum += Number(entry.value)
    }
    const observer = new PerformanceObserver(add)
    observer.observe({ type: 'layout-shift', buffered: true })
    setTimeout(() => resolve(sum), 50)
  })
}

/** Milliseconds since the navigation once a control of the page can be used: enabled, and held by React; before that `false`. */
function isUsable(): number | false {
  const isHeld = (control: Element) => Object.keys(control).some((name) => name.startsWith('__reactProps'))
  const main = document.querySelector('main')
  const controls = main?.querySelectorAll('button:enabled, input:enabled, select:enabled, textarea:enabled') ?? []
  return [...controls].some(isHeld) && performance.now()
}

function median(times: readonly number[]): number {
  return times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)] ?? 0
}
