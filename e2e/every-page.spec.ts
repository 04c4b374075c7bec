import { AxeBuilder } from '@axe-core/playwright'
import { expect } from '@playwright/test'
import { createToken, FRESHET, freshet, open, test } from './freshet.ts'

const PAGES = ({ project, domain }: { readonly project: string; readonly domain: string }) => [
  '/',
  `/${project}`,
  `/${project}/paths`,
  `/${project}/path?domain=${domain}&path=/news`,
  `/${project}/tags`,
  `/${project}/tags?tag=news`,
  `/${project}/why`,
  `/${project}/why?url=${encodeURIComponent(`http://${domain}:${FRESHET.E2E_EDGE_PORT}/news`)}`,
  '/docs/failure-modes',
  `/${project}/live`,
  `/${project}/usage`,
  `/${project}/usage?by=path&chart=table`,
  `/${project}/purge`,
  `/${project}/journal`,
  `/${project}/deployments`,
  `/${project}/functions`,
  `/${project}/domains`,
  '/edges',
  `/${project}/crons`,
  `/${project}/jobs`,
  `/${project}/variables`,
  `/${project}/origins`,
  `/${project}/tokens`,
  `/${project}/settings`,
  '/members',
  '/audit',
  '/account',
]

const LONG_ORIGIN = 'https://a-rather-long-name-of-a-server.in-a-department.of-a-company.internal:8443'

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [device, width] of [
    ['desktop', 1440],
    ['phone', 390],
  ] as const) {
    test.describe(`on a ${device}, ${colorScheme}`, () => {
      test.use({ colorScheme, viewport: { width, height: 900 } })

      test('every page is accessible and no wider than the window', async ({ page, site }) => {
        test.setTimeout(240_000)
        await site.visit('/news')
        await site.visit('/news')
        await createToken('read')
        await freshet([
          'bypass',
          'create',
          '--project',
          site.project,
          '--note',
          'ci',
          '--for',
          'draft',
          '--path',
          '/news',
        ])
        await freshet(['env', 'set', 'CMS_TOKEN', 'a secret', '--project', site.project])
        await freshet(['origins', 'allow', LONG_ORIGIN, '--project', site.project])
        for (const address of PAGES(site)) {
          // A document has no control that could be waited for.
          if (address.startsWith('/docs/')) await page.goto(address)
          else await open(page, address)
          await expect(page.getByRole('main')).toBeVisible()
          await expect(page.getByRole('status', { name: /^Loading/ })).toHaveCount(0)
          const { violations } = await new AxeBuilder({ page }).analyze()
          const found = violations.map(
            ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
          )
          expect.soft(found, `axe on ${address}`).toEqual([])
          const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
          expect.soft(overflow, `pixels that ${address} is too wide`).toBeLessThanOrEqual(0)
        }
      })
    })
  }
}

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 900 } })

  test('what can be done with a row stays in sight', async ({ page, site }) => {
    await site.visit('/news')
    await open(page, `/${site.project}/paths`)
    await expect(page.getByRole('button', { name: `Purge /news on ${site.domain}` })).toBeInViewport({ ratio: 1 })
  })

  test('what a table has no column for stands below the first one', async ({ page, site }) => {
    await site.visit('/news')
    const wish = ['--project', site.project, '--domain', site.domain, '--path', '/news', '--yes']
    expect(await freshet(['purge', ...wish])).toMatchObject({ code: 0 })
    for (const [address, table, told] of [
      [`/${site.project}/journal`, 'Purges and pins, newest first', /invalidate (?:just now|\d+ s ago) by \S+/],
      ['/members', 'Members and their roles', /owner of all · \d+ browsers?, (?:just now|\d+ \w+ ago)/],
      [`/${site.project}/deployments`, 'Deployments, newest first', new RegExp(`${site.domain}.* by `)],
      [`/${site.project}/domains`, 'Domains', /dpl_\w+ ?production/],
      ['/audit', 'Audit', /purges\.create/],
    ] as const) {
      await open(page, address)
      const below = page.getByRole('table', { name: table }).getByRole('cell').filter({ hasText: told }).first()
      await expect(below, address).toBeInViewport({ ratio: 1 })
    }
  })
})

test.describe('signed out', () => {
  test.use({ storageState: { cookies: [], origins: [] } })

  test('the sign-in page is accessible in both themes', async ({ page }) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await open(page, '/sign-in')
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
    }
  })
})

test('the keyboard is enough: / filters, Ctrl K goes anywhere, Escape leads back', async ({ page, site }) => {
  await site.visit('/news')
  await site.visit('/about')
  await open(page, `/${site.project}/paths`)
  await page.keyboard.press('/')
  const search = page.getByRole('searchbox', { name: 'Filter paths, routes and tags' })
  await expect(search).toBeFocused()
  await page.keyboard.type('news')
  await expect(page.getByRole('link', { name: '/about' })).toBeHidden()
  await page.keyboard.press('Escape')
  await expect(search).not.toBeFocused()
  await expect(page.getByRole('link', { name: '/about' })).toBeVisible()

  await page.keyboard.press('Control+k')
  const menu = page.getByRole('dialog', { name: 'Go to or do something' })
  await expect(menu.getByRole('combobox')).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(menu).toBeHidden()

  await page.keyboard.press('Control+k')
  // Keys typed while the menu opens would go to what had the focus before.
  await expect(menu.getByRole('combobox')).toBeFocused()
  await page.keyboard.type('journal')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Journal' })).toBeVisible()

  await open(page, `/${site.project}/paths`)
  const purge = page.getByRole('button', { name: `Purge /news on ${site.domain}` })
  await purge.press('Enter')
  await expect(page.getByRole('dialog', { name: 'Purge' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog', { name: 'Purge' })).toBeHidden()
  await expect(purge).toBeFocused()
})

for (const [leaving, key, asked] of [
  ['by Escape', 'Escape', ['q=news', '']],
  ['while it waits for more letters', undefined, ['q=news']],
] as const) {
  test(`who leaves the search ${leaving} leaves no change of the address behind that calls a navigation off`, async ({
    page,
    site,
  }) => {
    await site.visit('/news')
    await site.visit('/about')
    await open(page, `/${site.project}/paths`)
    await expect(page.getByRole('link', { name: '/about' })).toBeVisible()
    // What the page itself changes; the router's own changes come with a state.
    await page.evaluate(() => {
      const changed: string[] = []
      const { replaceState } = history
      history.replaceState = function (state, unused, url) {
        if (state === null) changed.push(new URL(String(url), location.href).searchParams.toString())
        replaceState.call(this, state, unused, url)
      }
      Object.assign(window, { changed })
    })
    const changes = () => page.evaluate(() => Reflect.get(window, 'changed'))
    await page.keyboard.press('/')
    await page.keyboard.insertText('news')
    if (key !== undefined) {
      await expect(page.getByRole('link', { name: '/about' })).toBeHidden()
      await page.keyboard.press(key)
    }
    await page.keyboard.press('Control+k')
    await expect(page.getByRole('dialog').getByRole('combobox')).toBeFocused()
    expect(await changes()).toEqual(asked)

    const arrived = Promise.withResolvers<void>()
    await page.route(
      ({ pathname }) => pathname.endsWith('/journal'),
      async (route) => {
        await arrived.promise
        await route.continue()
      },
    )
    await page.keyboard.type('journal')
    await page.keyboard.press('Enter')
    // A timer of the page itself, behind the one by which the search would ask late.
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)))
    expect(await changes()).toEqual(asked)
    arrived.resolve()
    await expect(page.getByRole('heading', { name: 'Journal' })).toBeVisible()
  })
}
