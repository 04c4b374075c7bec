import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Browser, chromium, type Page } from '@playwright/test'
import sharp from 'sharp'
import { z } from 'zod'
import { freePort } from '../../lib/launcher/ports.ts'
import { browserLaunch } from '../../scripts/browser.ts'
import { startFreshet } from '../../scripts/start-freshet.ts'
import { ROOT, step } from '../../scripts/steps.ts'
import { SIGN_IN_FILE } from '../sign-in-file.ts'
import { indexOf } from './index-page.ts'
import { type PicturedPage, picturedPages } from './pages.ts'

const THEMES = ['light', 'dark'] as const
const WIDTHS = [1440, 390] as const
/** What of a long page is pictured. */
const MAX_HEIGHT = 2_400
const SIGN_IN = /^ *Sign in +(\S+)$/m

const USAGE = `npm run screens -- [--only <page>]… [--running <data dir of a running demo> --port <its dashboard> --edge <its edge>] [--out <folder>]
`

/** Pictures every page of the demo in both themes and at both widths to docs/screens: of a demo of its own, or of one that runs. */
export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', multiple: true },
      running: { type: 'string' },
      port: { type: 'string', default: '3100' },
      edge: { type: 'string', default: '8180' },
      out: { type: 'string', default: join(ROOT, 'docs/screens') },
      theme: { type: 'string' },
      width: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(USAGE)
    return 0
  }
  const demo = values.running === undefined ? await startDemo() : running(values.running, values.port, values.edge)
  try {
    const pages = picturedPages(demo.edge).filter(({ name }) => values.only?.includes(name) ?? true)
    const themes = THEMES.filter((theme) => values.theme === undefined || values.theme === theme)
    const widths = WIDTHS.filter((width) => values.width === undefined || Number(values.width) === width)
    await picture(demo, { pages, themes, widths, out: values.out })
    if (values.only === undefined && values.theme === undefined && values.width === undefined)
      writeFileSync(join(values.out, 'README.md'), indexOf(pages, THEMES, WIDTHS))
    return 0
  } finally {
    await demo.stop()
  }
}

type Demo = { readonly url: string; readonly edge: string; readonly dataDir: string; stop(): Promise<void> }

function running(dataDir: string, port: string, edge: string): Demo {
  return { dataDir, edge, url: `http://localhost:${port}`, stop: async () => {} }
}

async function startDemo(): Promise<Demo> {
  const dataDir = mkdtempSync(join(tmpdir(), 'freshet-screens-'))
  const edge = String(await freePort())
  const ports = { PORT: String(await freePort()), PREVIEW_PORT: '0', EDGE_PORT: edge }
  const freshet = startFreshet(ports, ['demo', '--data-dir', dataDir])
  const stop = async () => {
    await freshet.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
  try {
    const signIn = await step('Start the demo', () => freshet.until(SIGN_IN, new AbortController().signal))
    return { dataDir, edge, url: new URL(signIn).origin, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

type PictureOptions = {
  readonly pages: readonly PicturedPage[]
  readonly themes: readonly (typeof THEMES)[number][]
  readonly widths: readonly (typeof WIDTHS)[number][]
  readonly out: string
}

async function picture(demo: Demo, { pages, themes, widths, out }: PictureOptions): Promise<void> {
  mkdirSync(out, { recursive: true })
  const browser = await chromium.launch(await browserLaunch())
  try {
    const state = await signIn(browser, demo)
    for (const colorScheme of themes) {
      for (const width of widths) {
        await step(`${colorScheme}, ${width} pixels`, async () => {
          const viewport = { width, height: 900 }
          const context = await browser.newContext({
            baseURL: demo.url,
            storageState: state,
            colorScheme,
            viewport,
            reducedMotion: 'reduce',
          })
          const page = await context.newPage()
          for (const one of pages) await pictureOne(page, one, join(out, fileOf(one, colorScheme, width)))
          await context.close()
        })
      }
    }
  } finally {
    await browser.close()
  }
}

/** `overview-light-1440.webp` */
function fileOf({ name }: PicturedPage, theme: string, width: number): string {
  return `${name}-${theme}-${width}.webp`
}

async function signIn(browser: Browser, { url, dataDir }: Demo) {
  const told = z
    .object({ email: z.string(), password: z.string() })
    .parse(JSON.parse(readFileSync(join(dataDir, SIGN_IN_FILE), 'utf8')))
  const context = await browser.newContext({ baseURL: url })
  const response = await context.request.post('/api/v1/access/sign-in', { data: told, headers: { origin: url } })
  if (!response.ok()) throw new Error(`The demo refused the sign-in: ${response.status()} ${await response.text()}`)
  const state = await context.storageState()
  await context.close()
  return state
}

async function pictureOne(page: Page, { address, awaits }: PicturedPage, file: string): Promise<void> {
  await page.goto(address)
  await page.getByRole('main').waitFor()
  await page.waitForFunction(
    () => document.readyState === 'complete' && document.querySelector('[role=status][aria-label^=Loading]') === null,
  )
  if (awaits !== undefined) await page.locator(awaits).first().waitFor()
  // Figures that are asked for behind the page, and fonts.
  await page.evaluate(async () => {
    await document.fonts.ready
  })
  await page.waitForTimeout(900)
  const height = await page.evaluate(() => document.documentElement.scrollHeight)
  const { width = 0 } = page.viewportSize() ?? {}
  const clip = { x: 0, y: 0, width, height: Math.min(height, MAX_HEIGHT) }
  const png = await page.screenshot({ fullPage: true, clip })
  await sharp(png).webp({ quality: 82, effort: 4 }).toFile(file)
}
