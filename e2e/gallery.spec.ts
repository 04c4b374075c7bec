import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { freePort } from '../lib/launcher/ports.ts'
import { inheritedEnv } from '../lib/server/env.ts'
import { ROOT } from '../scripts/steps.ts'
import { open, test } from './freshet.ts'

// The gallery is a page of development only: these stories start that server, and ask nothing of the Freshet under test.

const WIDTHS = [1440, 390]
/** There are some two hundred scenes: a part of them is a story. */
const PARTS = [0, 1, 2, 3, 4, 5, 6, 7]
/** The same panels stand there in several states, each by its own name. */
const OF_MANY_STATES = ['landmark-unique']

let server: ChildProcess | undefined
let origin: string

/** An open menu holds the focus and hides all else from screen readers: what axe misses of the page then is behind it. */
const OF_OPEN_MENUS = ['aria-hidden-focus', 'landmark-one-main', 'page-has-heading-one', 'region']

test.beforeAll(async () => {
  test.setTimeout(240_000)
  const port = String(await freePort())
  const { PATH, HOME } = inheritedEnv()
  const env = { PATH, HOME, NODE_ENV: 'development', NEXT_TELEMETRY_DISABLED: '1' } as const
  server = spawn(process.execPath, [join(ROOT, 'node_modules/next/dist/bin/next'), 'dev', '-p', port], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  server.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  origin = `http://localhost:${port}`
  const answer = () => fetch(`${origin}/gallery/scenes`).then(({ status }) => status, String)
  // One runs in this checkout already, for instance: nobody waits for what has ended.
  const ended = once(server, 'exit').then(() => Promise.reject(new Error(`next dev ended by itself: ${said}`)))
  await Promise.race([expect.poll(answer, { timeout: 200_000 }).toBe(200), ended])
})

test.afterAll(async () => {
  if (server === undefined || server.exitCode !== null || !server.kill('SIGTERM')) return
  await once(server, 'exit')
})

// Hundreds of steps: a trace of them would be most of the time.
test.use({ contextOptions: { reducedMotion: 'reduce' }, trace: 'off' })

test('every part of pages is accessible in both themes and no wider than the window', async ({ page }) => {
  test.setTimeout(240_000)
  await open(page, `${origin}/gallery`)
  await expect(page.getByRole('region', { name: 'Buttons' })).toBeVisible()
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    expect.soft(await faultsOf(page, OF_MANY_STATES), colorScheme).toEqual([])
  }
  for (const width of WIDTHS) expect.soft(await overflowAt(page, width), `pixels too wide at ${width}`).toBe(0)
})

for (const part of PARTS) {
  test(`every sheet, dialog and form is so in each of its states: part ${part + 1} of ${PARTS.length}`, async ({
    page,
  }) => {
    test.setTimeout(300_000)
    await open(page, `${origin}/gallery/scenes`)
    const ids = await page.locator('[data-scene]').evaluateAll((all) => all.map((each) => each.dataset.scene ?? ''))
    expect(ids.length).toBeGreaterThan(150)
    for (const id of ids.filter((_id, at) => at % PARTS.length === part)) {
      await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
      await page.evaluate((scene) => window.history.pushState(null, '', `?scene=${scene}`), id)
      await expect(page.locator(`section[data-stage="${id}"][aria-busy=false]`), id).toBeAttached()
      const besides = (await page.getByRole('menu').count()) > 0 ? OF_OPEN_MENUS : []
      expect.soft(await faultsOf(page, besides), `${id}, light`).toEqual([])
      for (const width of WIDTHS)
        expect.soft(await overflowAt(page, width), `${id}, pixels too wide at ${width}`).toBe(0)
      await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
      expect.soft(await faultsOf(page, besides), `${id}, dark`).toEqual([])
    }
  })
}

/** What axe finds, in this page alone: it would open another one for frames, and there are none. */
async function faultsOf(page: Page, besides: readonly string[] = []): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode()
    .options({
      rules: Object.fromEntries(besides.map((rule) => [rule, { enabled: false }])),
      resultTypes: ['violations'],
    })
    .analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
}

async function overflowAt(page: Page, width: number): Promise<number> {
  await page.setViewportSize({ width, height: 900 })
  return await page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - window.innerWidth))
}
