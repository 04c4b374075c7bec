import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { test as base, expect, type Page } from '@playwright/test'
import { z } from 'zod'
import { inheritedEnv } from '../lib/server/env.ts'
import { ROOT } from '../scripts/steps.ts'
import { writeNews } from './sites/news.ts'

/** Where the Freshet under test is, as `e2e/run.ts` tells it. */
export const FRESHET = z
  .object({
    E2E_BASE_URL: z.url(),
    E2E_SET_UP_URL: z.url(),
    E2E_EDGE_PORT: z.coerce.number(),
    E2E_DATA_DIR: z.string(),
  })
  .parse(inheritedEnv())

export const OWNER = { email: 'owner@example.com', password: 'a quiet river in spring' } as const
/** The owner's session, left by the set-up story for the others. */
export const OWNER_STATE = join(FRESHET.E2E_DATA_DIR, 'owner.json')

export type Answer = {
  readonly status: number
  /** `HIT`, `STALE` and so on; empty where the answer has none. */
  readonly cache: string
  readonly body: string
}

export type Shell = { readonly code: number; readonly stdout: string; readonly stderr: string }

/** A project of one story alone, with the first edition of the newspaper live. */
export type Site = {
  readonly project: string
  readonly domain: string
  readonly visit: (path: string, headers?: Readonly<Record<string, string>>) => Promise<Answer>
  /** Deploys an edition; resolves to the deployment's id. */
  readonly deploy: (edition: string, ...options: readonly string[]) => Promise<string>
}

/** Runs the CLI as on the machine of the Freshet; with a token, as from elsewhere. */
export function freshet(args: readonly string[], token?: string): Promise<Shell> {
  const { PATH, HOME } = inheritedEnv()
  const access =
    token === undefined
      ? { FRESHET_DATA_DIR: FRESHET.E2E_DATA_DIR }
      : { FRESHET_URL: FRESHET.E2E_BASE_URL, FRESHET_TOKEN: token }
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(ROOT, 'bin/freshet.mjs'), ...args],
      { env: { NODE_ENV: 'production', PATH, HOME, ...access } },
      (error, stdout, stderr) => resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    )
  })
}

/** Asks the edge for a page of a host, whatever the machine's resolver thinks of `*.localhost`. */
export async function visit(
  host: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const response = Promise.withResolvers<Answer>()
  request(
    { host: '127.0.0.1', port: FRESHET.E2E_EDGE_PORT, path, headers: { ...headers, host }, timeout: 10_000 },
    (incoming) => {
      const cache = z.string().default('').parse(incoming.headers['x-vercel-cache'])
      text(incoming).then(
        (body) => response.resolve({ status: incoming.statusCode ?? 0, cache, body }),
        response.reject,
      )
    },
  )
    .on('timeout', () => response.reject(new Error(`${host}${path} did not answer within 10 s.`)))
    .on('error', response.reject)
    .end()
  return await response.promise
}

/** Opens a page of the dashboard and waits until it answers to clicks. */
export async function open(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await isInteractive(page)
}

/** Resolves once React listens on every control, if there are any: what the server sent looks the same, but a click on it is lost. */
export async function isInteractive(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const controls = [...document.querySelectorAll('button, input, select, textarea')]
    const isHeld = (control: Element) => Object.keys(control).some((name) => name.startsWith('__reactProps'))
    return document.readyState === 'complete' && controls.every(isHeld)
  })
}

/** Makes a token with these scopes; resolves to its secret. */
export async function createToken(...scopes: readonly string[]): Promise<string> {
  const { stdout } = await freshet(['token', 'create', '--name', `e2e ${scopes}`, '--scope', ...scopes, '--json'])
  return z.object({ token: z.string() }).parse(JSON.parse(stdout)).token
}

/** That the frame of a stored page runs no script, not even the browser driver's, is what it is for. */
const REFUSED_BY_PREVIEW = /^Blocked script execution in 'http:\/\/(?:\w+\.)?preview\.localhost:/

type Fixtures = {
  readonly site: Site
  /** Failed loads are part of this story. */
  readonly expectsFailedLoads: boolean
  readonly quietConsole: undefined
}

/** Stories start signed in as the owner; each that asks for a site has one alone; none may leave an error in the console. */
export const test = base.extend<Fixtures>({
  expectsFailedLoads: [false, { option: true }],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads which fixtures are wanted from the pattern
  site: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'freshet-e2e-site-'))
    const project = `news-${randomBytes(4).toString('hex')}`
    const domain = `${project}.localhost`
    const deploy: Site['deploy'] = async (edition, ...options) => {
      const edited = join(folder, edition)
      writeNews(edited, edition)
      const { stdout, stderr } = await freshet(['deploy', edited, '--project', project, ...options, '--json'])
      const parsed = z.object({ deployment: z.object({ id: z.string() }) }).safeParse(JSON.parse(stdout || '{}'))
      if (!parsed.success) throw new Error(`The deploy failed: ${stdout}${stderr}`)
      return parsed.data.deployment.id
    }
    try {
      await deploy('first', '--prod')
      const site: Site = { project, domain, deploy, visit: (path, headers) => visit(domain, path, headers) }
      expect((await site.visit('/robots.txt')).status).toBe(200)
      await use(site)
    } finally {
      rmSync(folder, { recursive: true })
    }
  },
  quietConsole: [
    async ({ page, expectsFailedLoads }, use) => {
      const errors = listenForErrors(page)
      await use(undefined)
      const unexpected = errors.filter(
        (error) =>
          !(expectsFailedLoads && error.startsWith('Failed to load resource')) && !REFUSED_BY_PREVIEW.test(error),
      )
      expect(unexpected, 'errors in the console').toEqual([])
    },
    { auto: true },
  ],
})

function listenForErrors(page: Page): string[] {
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  return errors
}
