import assert from 'node:assert/strict'
import { chromium } from 'playwright'
import { browserLaunch } from '../../../scripts/browser.ts'
import { type Behaviours, isHit, isRenewed, needRare } from '../behaviour.ts'

/** What a visitor of a real browser sees who follows a link. */
export const SOFT_NAVIGATION: Behaviours = {
  'navigation: a click shows what a purge made new': async ({ framework, site, purge }) => {
    const { from, to } = needRare(framework.softNavigation, 'links of its example load documents, or as in Next app')
    const before = await isHit(site, to)
    await purge('--path', to)
    await site.get(to)
    const after = await isRenewed(site, to, before)
    const browser = await chromium.launch(await browserLaunch())
    try {
      const page = await browser.newPage()
      await page.goto(site.url(from))
      // Before that a click would load a document.
      await page.waitForFunction('window.next?.router !== undefined')
      await page.evaluate('document.documentElement.dataset.loaded = "once"')
      await page.click(`nav a[href="${to}"]`)
      await page.waitForSelector(`[data-render="${after.renderId}"]`, { timeout: 10_000 })
      assert.equal(await page.getAttribute('html', 'data-loaded'), 'once', 'the link loaded a document')
    } finally {
      await browser.close()
    }
    return undefined
  },
}
