import { expect, type Page } from '@playwright/test'
import { z } from 'zod'
import { type Endpoint, requestFor } from '@/lib/contract/endpoint'
import { endpoints } from '@/lib/contract/endpoints'
import { freshet, open, type Site, test, visit } from './freshet.ts'
import { join, newBrowser, PASSWORD } from './people.ts'
import { BYPASS_TOKEN } from './sites/news.ts'

const WITHHELD = /^You are a viewer, and this needs the scope “(purge|deploy|admin)”\. Ask an owner for another role\.$/

// What is refused is a failed load to the browser, and that is all that may fail.
test.use({ expectsFailedLoads: true })

/** The owner makes a link on the page of members. */
async function invite(page: Page, email: string): Promise<string> {
  await open(page, '/members')
  await page.getByRole('button', { name: 'Invite', exact: true }).click()
  const sheet = page.getByRole('dialog', { name: 'Invite a member' })
  await sheet.getByLabel('Email').fill(email)
  await sheet.getByLabel('Role').selectOption('viewer')
  await sheet.getByRole('button', { name: 'Make the link' }).click()
  await expect(sheet.getByText('Copy it now: it is not shown again.')).toBeVisible()
  const link = await sheet.locator('code').innerText()
  await sheet.getByRole('button', { name: 'Close (Esc)' }).click()
  await expect(page.getByRole('table', { name: 'Invitations that wait' })).toContainText(email)
  expect(await page.content()).not.toContain(new URL(link).searchParams.get('secret') ?? 'a secret')
  return link
}

/** What a viewer finds withheld on each page; everything else there is to see. */
const PAGES = ({ project, domain }: Site) =>
  [
    [`/${project}/deployments`, ['Instant rollback', 'Promote', 'Roll back', 'Delete']],
    [`/${project}/path?domain=${domain}&path=/news`, ['Draft link', 'Pin']],
    [`/${project}/journal`, ['Undo purge']],
    [`/${project}/purge?domain=${domain}&path=/news`, ['Invalidate', 'Save the group']],
    [`/${project}/domains`, ['Add domain', 'Move', 'Remove']],
    [`/${project}/crons`, ['Run now']],
    [`/${project}/jobs`, ['Warm up', 'Change budgets']],
    [`/${project}/variables`, ['Set a variable', 'Replace', 'Remove']],
    [`/${project}/origins`, ['Allow an origin', 'Forbid']],
    [`/${project}/tokens`, ['New API token', 'New bypass token', 'Rotate', 'Revoke']],
    [`/${project}/settings`, ['Save', 'New draft link']],
    [`/${project}/usage`, ['Price by this sheet']],
  ] as const

/** A name of something that changes what others see, as buttons of rows and heads have it. */
const CHANGES =
  /^(Instant rollback|Promote|Roll back|Delete|Pin |Unpin|Undo purge|Invalidate|Save|Add domain|Move|Remove|Run now|Warm up|Change budgets|Set a variable|Replace|Allow an origin|Forbid|New |Rotate|Revoke|Draft link|Price by|Invite|Manage|Withdraw)/

/** Fills every page with something that could be changed. */
async function furnish(site: Site): Promise<void> {
  const { project, domain } = site
  await site.deploy('second', '--prod')
  await site.deploy('third')
  await expect.poll(async () => (await site.visit('/news')).body).toContain('second edition')
  await site.visit('/news', { 'x-prerender-revalidate': BYPASS_TOKEN })
  const runs = [
    ['purge', '--project', project, '--domain', domain, '--path', '/about', '--yes'],
    ['env', 'set', 'CMS_URL', 'https://cms.example', '--project', project],
    ['origins', 'allow', 'https://cms.example', '--project', project],
    ['bypass', 'create', '--project', project, '--note', 'the editors', '--for', 'draft'],
  ]
  for (const args of runs) expect(await freshet(args)).toMatchObject({ code: 0 })
}

/** Each of these would be done for an operator or an owner: nothing is wrong with them but who asks. */
function changesOf({ project, domain }: Site, deployment: string) {
  const place = { project, domain, path: '/news' }
  const scope = { kind: 'domain', domain } as const
  const ask = <Input extends z.ZodType>(named: Endpoint<Input>, input: z.input<Input>) => ({
    scope: named.scope,
    name: named.path,
    ...requestFor(named, input),
  })
  return [
    ask(endpoints.createPurge, { project, scope, selectors: [{ kind: 'path', path: '/news' }] }),
    ask(endpoints.pinPath, place),
    ask(endpoints.promote, { project, deployment }),
    ask(endpoints.rollBack, { project }),
    ask(endpoints.deleteDeployment, { id: deployment }),
    ask(endpoints.addDomain, { project, host: `taken-${domain}` }),
    ask(endpoints.setVariable, { project, name: 'CMS_URL', value: 'https://evil.example' }),
    ask(endpoints.allowOrigin, { project, origin: 'https://evil.example' }),
    ask(endpoints.setProtection, { project, protection: 'all' }),
    ask(endpoints.createBypassToken, { project, note: 'mine', purposes: ['draft'] }),
    ask(endpoints.createToken, { name: 'mine', scopes: ['admin'] }),
    ask(endpoints.inviteMember, { email: 'friend@example.com', role: 'owner' }),
    ask(endpoints.createWarmUp, { project, selection: { kind: 'top', count: 5 } }),
  ]
}

const refusal = z.object({ error: z.object({ code: z.string(), message: z.string() }) })

async function isRefusedEverywhere(page: Page, site: Site, deployment: string): Promise<void> {
  for (const { method, url, json, scope, name } of changesOf(site, deployment)) {
    const response = await page.request.fetch(url, {
      method,
      headers: { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' },
      ...(json === null ? {} : { data: json }),
    })
    expect.soft(response.status(), name).toBe(403)
    const { error } = refusal.parse(await response.json())
    expect.soft(error, name).toMatchObject({ code: 'forbidden', message: `Your role lacks the scope “${scope}”.` })
  }
}

async function isWithheldOnPages(page: Page, site: Site): Promise<void> {
  for (const [address, names] of PAGES(site)) {
    await open(page, address)
    await expect(page.getByRole('status', { name: /^Loading/ })).toHaveCount(0)
    const main = page.getByRole('main')
    for (const name of names) {
      const button = main.getByRole('button', { name: new RegExp(`^${name}`) }).first()
      await expect.soft(button, `${name} on ${address}`).toBeDisabled()
      await expect.soft(button, `${name} on ${address}`).toHaveAttribute('title', WITHHELD)
    }
    const enabled = await main.getByRole('button', { name: CHANGES, disabled: false }).allInnerTexts()
    expect.soft(enabled, `what a viewer could choose on ${address}`).toEqual([])
  }
  for (const address of ['/members', '/audit']) {
    await open(page, address)
    await expect(page.getByText('Only owners see this')).toBeVisible()
  }
}

test('invite a viewer and see what is refused', async ({ page, site, browser }) => {
  test.setTimeout(120_000)
  await furnish(site)
  const email = `vi-${site.project}@example.com`
  const link = await invite(page, email)

  const viewer = await newBrowser(browser)
  await join(viewer, link)
  await open(viewer, `/${site.project}`)
  await expect(viewer.getByRole('heading', { name: 'Overview' })).toBeVisible()
  await isWithheldOnPages(viewer, site)
  const [third] = JSON.parse((await freshet(['deployments', '--project', site.project, '--json'])).stdout).deployments
  await isRefusedEverywhere(viewer, site, third.id)
  // Nothing of it was done.
  expect((await site.visit('/news')).cache).toBe('HIT')
  expect((await site.visit('/news')).body).toContain('second edition')
  expect((await visit(`${third.id}.localhost`, '/about')).body).toContain('third edition')

  // Whoever finds the link in the mail later gets nothing for it.
  const stranger = await newBrowser(browser)
  await stranger.goto(link)
  await expect(stranger.getByText('This invitation has been used.')).toBeVisible()
  await expect(stranger.getByLabel('Password')).toHaveCount(0)
  const again = await stranger.request.post('/api/v1/access/invitation', {
    headers: { 'sec-fetch-site': 'same-origin' },
    data: { secret: new URL(link).searchParams.get('secret') ?? '', password: PASSWORD },
  })
  expect(again.status()).toBe(403)
  await stranger.context().close()

  await isOutAtOnce({ page, viewer, email, site })
  await isAudited(page, email)
  await viewer.context().close()
})

type Ended = { readonly page: Page; readonly viewer: Page; readonly email: string; readonly site: Site }

/** The owner ends the viewer's session: their next click leads to the sign-in, and their browser's calls are refused. */
async function isOutAtOnce({ page, viewer, email, site }: Ended): Promise<void> {
  await open(viewer, `/${site.project}/paths`)
  await open(page, '/members')
  await page.getByRole('button', { name: `Manage… ${email}` }).click()
  const sheet = page.getByRole('dialog', { name: email })
  const sessions = sheet.getByRole('table', { name: 'Browsers signed in' })
  await expect(sessions.getByRole('row')).toHaveCount(2)
  await sheet.getByRole('button', { name: 'Sign out everywhere' }).click()
  await expect(sheet.getByText('Signed in nowhere.')).toBeVisible()
  const response = await viewer.request.get(`/api/v1/paths?project=${site.project}`)
  expect(response.status()).toBe(401)
  await viewer.reload()
  await expect(viewer.getByRole('button', { name: 'Sign in' })).toBeVisible()
}

/** Newest first: the session that ended, the member who joined, the invitation. */
async function isAudited(page: Page, email: string): Promise<void> {
  await open(page, `/audit?q=${encodeURIComponent(email)}`)
  const rows = page.getByRole('table', { name: 'Audit' }).getByRole('row')
  for (const action of ['members.accept', 'members.invite'])
    await expect(rows.filter({ hasText: action }).filter({ hasText: email })).not.toHaveCount(0)
  await page.getByRole('button', { name: 'Verify the chain' }).click()
  await expect(page.getByText(/^Chain verified up to row \d+\.$/)).toBeVisible()
}
