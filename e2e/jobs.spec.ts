import { expect } from '@playwright/test'
import { freshet, open, type Site, test } from './freshet.ts'

/** Visits, until they are counted: what is asked for most is read from the counters. */
async function visited(site: Site, paths: readonly string[]) {
  for (const path of paths) expect((await site.visit(path)).status).toBe(200)
  const counted = async () => {
    const { stdout } = await freshet(['paths', '--project', site.project, '--json'])
    return paths.every((path) => stdout.includes(`"path":"${path}"`))
  }
  await expect.poll(counted).toBe(true)
}

test('pages are warmed in the browser: it tells which, how far, and what came of each', async ({ page, site }) => {
  await visited(site, ['/news', '/about'])
  const purge = ['purge', '--project', site.project, '--domain', site.domain, '--path', '/news', '--delete', '--yes']
  expect((await freshet(purge)).code).toBe(0)

  await open(page, `/${site.project}/jobs`)
  await page.getByRole('button', { name: 'Warm up…' }).click()
  const dialog = page.getByRole('alertdialog', { name: 'Warm pages up' })
  await dialog.getByLabel('How many').fill('0')
  await expect(dialog.getByRole('button', { name: 'Warm up' })).toBeDisabled()
  await dialog.getByLabel('How many').fill('10')
  await dialog.getByRole('button', { name: 'Warm up' }).click()

  const sheet = page.getByRole('dialog', { name: 'Job' })
  await expect(sheet.getByText('done', { exact: true })).toBeVisible()
  await expect(sheet.getByRole('row', { name: /\/news made 200/ })).toBeVisible()
  await expect(sheet.getByRole('row', { name: /\/about fresh 200/ })).toBeVisible()
  expect(page.url()).toContain('job=job_')
  await page.keyboard.press('Escape')
  await expect(sheet).toBeHidden()
  await expect(page.getByRole('table', { name: 'Jobs' }).getByRole('row', { name: /warm-up/ })).toContainText('done')
  expect((await site.visit('/news')).cache).toBe('HIT')
})

test('a promotion waits for its pages, and visitors find them made', async ({ page, site }) => {
  await visited(site, ['/news', '/about'])
  const second = await site.deploy('second')
  await open(page, `/${site.project}/deployments`)
  await page.getByRole('button', { name: `Promote… ${second}` }).click()
  const dialog = page.getByRole('alertdialog', { name: `Promote ${second}` })
  await dialog.getByRole('checkbox', { name: /Warm pages first/ }).check()
  await expect(dialog.getByRole('checkbox', { name: /Hold back/ })).toBeChecked()
  await dialog.getByRole('button', { name: 'Warm, then promote' }).click()
  const sheet = page.getByRole('dialog', { name: 'Job' })
  await expect(sheet.getByText(`${site.domain} shows ${second}.`)).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('row', { name: new RegExp(second) })).toContainText('live')
  await expect.poll(async () => (await site.visit('/about')).body, { intervals: [25] }).toContain('second edition')
  expect((await site.visit('/news')).cache).toBe('HIT')
})

test('what a promotion would change is told before it, and the address keeps it', async ({ page, site }) => {
  const second = await site.deploy('second')
  await open(page, `/${site.project}/deployments`)
  await page.getByRole('button', { name: `Compare ${second} with what is live` }).click()
  const sheet = page.getByRole('dialog', { name: 'Compare' })
  const functions = sheet.getByRole('region', { name: 'Functions' })
  await expect(functions.getByRole('listitem')).toContainText('content')
  await expect(sheet.getByRole('region', { name: 'Files' })).toContainText('2 the same')
  await page.reload()
  await expect(functions.getByRole('listitem')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(sheet).toBeHidden()
})

test('the command line warms, promotes, compares and rolls all domains back', async ({ site }) => {
  test.setTimeout(60_000)
  await visited(site, ['/news', '/about'])
  const { project } = site
  const second = await site.deploy('second')
  const [first = ''] = JSON.parse((await freshet(['deployments', '--project', project, '--json'])).stdout)
    .deployments.map(({ id }: { id: string }) => id)
    .filter((id: string) => id !== second)
  const compared = await freshet(['deployments', 'compare', first, second])
  expect(compared).toMatchObject({ code: 0 })
  expect(compared.stdout).toMatch(/functions +0 +0 +1 +0/)

  const promoted = await freshet(['promote', second, '--project', project, '--warm', '2', '--gate'])
  expect(promoted).toMatchObject({ code: 0 })
  expect(promoted.stdout).toContain(`${site.domain} shows ${second}.`)
  const shut = await freshet(['warm', '--project', project, '--sitemap', '--gate'])
  expect(shut).toMatchObject({ code: 1, stderr: expect.stringContaining('/sitemap.xml of the site is no sitemap.') })
  expect(await freshet(['warm', '--project', project])).toMatchObject({ code: 2 })
  expect((await freshet(['jobs', 'ls', '--project', project])).stdout).toMatch(/warm-up +failed/)

  expect(await freshet(['rollback', '--all', '--domain', site.domain, '--project', project])).toMatchObject({ code: 2 })
  expect(await freshet(['rollback', '--all', '--project', project])).toMatchObject({ code: 0 })
  await expect.poll(async () => (await site.visit('/about')).body, { intervals: [25] }).toContain('first edition')
  expect((await site.visit('/about')).cache).toBe('HIT')

  expect((await freshet(['retention', '--project', project, '--versions', '2GB'])).stdout).toContain('2048.0 MB')
  const plan = await freshet(['retention', '--project', project, '--versions', '1MB', '--plan'])
  expect(plan).toMatchObject({ code: 0, stdout: 'Nothing would go: all is within the budgets.\n' })
})

test('the budgets of retention are changed on the page of jobs, which says before what would go', async ({
  page,
  site,
}) => {
  await open(page, `/${site.project}/jobs`)
  await page.getByRole('button', { name: 'Change budgets…' }).click()
  const dialog = page.getByRole('alertdialog', { name: 'Change the budgets' })
  const confirm = dialog.getByRole('button', { name: 'Set the budgets' })
  await expect(confirm).toBeDisabled()
  await dialog.getByLabel('Versions of pages').fill('some')
  await expect(dialog.getByRole('alert')).toContainText('Write a size such as 500 MB or 20 GB.')
  await dialog.getByLabel('Versions of pages').fill('20 GB')
  await expect(dialog.getByRole('status')).toContainText('Nothing goes: all is within these budgets.')
  await confirm.press('Enter')
  await expect(page.getByRole('region', { name: 'Kept' })).toContainText('of 20 GB')
})
