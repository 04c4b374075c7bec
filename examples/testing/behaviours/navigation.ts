import assert from 'node:assert/strict'
import { type Behaviours, isHit, needRare } from '../behaviour.ts'
import { describe } from '../site.ts'

const FLIGHT = 'text/x-component'

/** What a router in the browser asks for under the address of the page itself. */
export const NAVIGATION: Behaviours = {
  'navigation: never the page for its data, nor the reverse': async ({ framework, site }) => {
    const { path, requests } = needRare(framework.navigation, 'its data has an address of its own')
    // Names in the query differ from visitor to visitor, as the router's own do.
    for (const address of [path, `${path}?_rsc=a1b2c`]) {
      for (const headers of requests) {
        const wanted = JSON.stringify(headers)
        const data = await site.until(address, ({ cache }) => cache === 'HIT', headers)
        assert.equal(`${data.status} ${data.headers['content-type']}`, `200 ${FLIGHT}`, wanted)
        assert.ok(!data.body.includes('<!DOCTYPE'), wanted)
        assert.match(data.headers.vary?.join() ?? '', /\brsc\b.*\bnext-router-prefetch\b/, wanted)
        const page = await isHit(site, address)
        assert.match(`${page.status} ${page.headers['content-type']}`, /^200 text\/html/, describe(page))
        assert.match(page.headers.vary?.join() ?? '', /\brsc\b/)
      }
    }
    return undefined
  },
}
