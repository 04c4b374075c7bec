import { Agent, request } from 'node:http'
import { chanceOf } from './chance.ts'
import { SITES } from './sites.ts'

const EVERY_MS = 700

/** Asks the edges for pages as visitors would, one or two a second, until the result is called. */
export function sendTraffic({ port, edges }: { readonly port: number; readonly edges: number }): () => void {
  const agent = new Agent({ keepAlive: true, maxSockets: 4 })
  const chance = chanceOf('live')
  const addresses = SITES.flatMap((site) =>
    site.domains.flatMap(({ host, share: ofDomain }) =>
      site.pages.map(({ path, share }) => ({ host, path, weight: site.visitsPerDay * ofDomain * share })),
    ),
  )
  const total = addresses.reduce((sum, { weight }) => sum + weight, 0)
  let n = 0
  const timer = setInterval(() => {
    n += 1
    let left = chance('page', n) * total
    const address = addresses.find(({ weight }) => {
      left -= weight
      return left < 0
    })
    if (address === undefined) return
    const path = address.path === '/search' ? `/search?q=${['lamp', 'kettle', 'oak', 'gift'][n % 4]}` : address.path
    const headers = { host: address.host, 'user-agent': 'Mozilla/5.0 (demo)' }
    request({ host: '127.0.0.1', port: port + (n % edges), path, headers, agent }, (answer) => answer.resume())
      // An edge that starts anew misses some.
      .on('error', () => {})
      .end()
  }, EVERY_MS)
  return () => {
    clearInterval(timer)
    agent.destroy()
  }
}
