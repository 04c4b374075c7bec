import { BlockList, isIP } from 'node:net'

/** Who sent a request, and by which protocol, as far as that can be believed. */
export type Client = {
  readonly ip: string
  readonly protocol: 'http' | 'https'
  /** The host that a trusted proxy was asked for; `undefined` keeps the Host line. */
  readonly forwardedHost: string | undefined
}

/**
 * Reads `x-forwarded-*` from proxies that the operator named (`TRUSTED_PROXIES`) and from nobody else: believed from
 * visitors, they would let anybody choose what a page says of itself.
 */
export function createClientReader(trustedProxies: readonly string[]) {
  const isTrusted = createProxyTest(trustedProxies)

  return (remoteAddress: string, header: (name: string) => string | undefined): Client => {
    const peer = plainAddress(remoteAddress)
    if (!isTrusted(peer)) return { ip: peer, protocol: 'http', forwardedHost: undefined }
    // From the right: the nearest address that is not one of ours is the client's; further left anything can stand.
    const hops = (header('x-forwarded-for') ?? '').split(',').map((hop) => hop.trim())
    const ip = hops.findLast((hop) => isIP(hop) > 0 && !isTrusted(hop)) ?? peer
    const protocol = header('x-forwarded-proto')?.split(',').at(-1)?.trim() === 'https' ? 'https' : 'http'
    return { ip, protocol, forwardedHost: header('x-forwarded-host')?.split(',').at(-1)?.trim() }
  }
}

/** Whether an address is one of these proxies (addresses or CIDR blocks). */
export function createProxyTest(trustedProxies: readonly string[]): (ip: string) => boolean {
  if (trustedProxies.length === 0) return () => false
  const trusted = new BlockList()
  for (const block of trustedProxies) {
    const [ip = '', bits] = block.split('/')
    const family = isIP(ip) === 6 ? 'ipv6' : 'ipv4'
    if (bits === undefined) trusted.addAddress(ip, family)
    else trusted.addSubnet(ip, Number(bits), family)
  }
  return (ip: string) => isIP(ip) > 0 && trusted.check(ip, isIP(ip) === 6 ? 'ipv6' : 'ipv4')
}

/** An IPv4 address as such, also where a socket of IPv6 reports it. */
export function plainAddress(remoteAddress: string): string {
  return remoteAddress.replace(/^::ffff:/, '')
}
