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
const OPERATOR = { email: 'bench@example.com', password: 'measured five times over' } as const

/**
 * Measures how long each page of a Freshet takes from the navigation to its first control that can be used, in Chromium, median of
 * five (`--rounds`): on what `npm run seed:scale` filled, that of `DATABASE_URL` or in `--data-dir`. Resolves to 1 when one takes
 * a second or more.
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
  return [
    ['projects', '/'],
    ['overview', at('')],
    ['overview, 30 days', at('?window=30d')],
    ['paths', at('/paths')],
    ['paths, 30 days', at('/paths?window=30d')],
    ['paths, a search', at('/paths?q=page-0000777')],
    ['path', at(`/path?domain=${project}.localhost&path=/page-0000001`)],
    ['usage, this month', at('/usage')],
    ['usage, 7 days by path', at('/usage?window=7d&by=path')],
    ['usage, 30 days by path', at('/usage?window=30d&by=path')],
    ['purge', at('/purge')],
    ['journal', at('/journal')],
    ['deployments', at('/deployments')],
    ['jobs', at('/jobs')],
    ['tokens', at('/tokens')],
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

type Took = { readonly serverMs: number; readonly usableMs: number }

async function measureAll(context: BrowserContext, pages: ReturnType<typeof pagesOf>, rounds: number) {
  const say = (line: string) => void process.stdout.write(`${line}\n`)
  say(`${'median of'.padEnd(30)}${'server'.padStart(12)}${'interactive'.padStart(14)}`)
  let isSlow = false
  for (const [name, path] of pages) {
    const took: Took[] = []
    for (let round = 0; round < rounds; round++) took.push(await measureOne(context, path))
    const [serverMs, usableMs] = [median(took.map((each) => each.serverMs)), median(took.map((each) => each.usableMs))]
    isSlow ||= usableMs >= MOST_MS
    const mark = usableMs >= MOST_MS ? `   not under ${MOST_MS} ms` : ''
    say(
      `${name.padEnd(30)}${`${serverMs.toFixed(0)} ms`.padStart(12)}${`${usableMs.toFixed(0)} ms`.padStart(14)}${mark}`,
    )
  }
  return isSlow ? 1 : 0
}

async function measureOne(context: BrowserContext, path: string): Promise<Took> {
  const page: Page = await context.newPage()
  try {
    await page.goto(path, { waitUntil: 'commit' })
    // Asked in each frame, from the first on.
    const handle = await page.waitForFunction(isUsable, undefined, { polling: 'raf' })
    const usableMs = Number(await handle.jsonValue())
    const serverMs = await page.evaluate(() => {
      const [navigation] = performance.getEntriesByType('navigation')
      return navigation instanceof PerformanceNavigationTiming ? navigation.responseEnd - navigation.requestStart : 0
    })
    return { serverMs, usableMs }
  } finally {
    await page.close()
  }
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
