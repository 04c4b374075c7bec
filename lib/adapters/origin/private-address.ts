import { lookup as systemLookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

/** A name or an address that leads into the machine's own networks. */
export class PrivateAddressError extends Error {
  override readonly name = 'PrivateAddressError'

  constructor(host: string, address: string) {
    super(host === address ? `${address} is a private address.` : `${host} resolves to ${address}, a private address.`)
  }
}

/** Ranges that are not globally reachable (IANA special-purpose registries), and those that wrap an IPv4 address. */
const NOT_PUBLIC = new BlockList()
for (const range of [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
  ...['224.0.0.0/4', '240.0.0.0/4'],
  ...['::/96', '::ffff:0:0:0/96', '64:ff9b:1::/48', '100::/64', '2001::/23', '2001:db8::/32', '2002::/16'],
  ...['3fff::/20', '5f00::/16', 'fc00::/7', 'fe80::/10', 'fec0::/10', 'ff00::/8'],
]) {
  const [network = '', bits = ''] = range.split('/')
  NOT_PUBLIC.addSubnet(network, Number(bits), network.includes(':') ? 'ipv6' : 'ipv4')
}

/** IPv4 addresses behind these IPv6 prefixes are judged as what they are: mapped ones, and those of NAT64. */
const EMBEDDING = new BlockList()
EMBEDDING.addSubnet('::ffff:0:0', 96, 'ipv6')
EMBEDDING.addSubnet('64:ff9b::', 96, 'ipv6')

/**
 * Whether an address is private, link-local, loopback, of a metadata service or otherwise not of the public internet.
 * What is no address is called private too: nothing may connect to what could not be judged.
 */
export function isPrivateAddress(address: string): boolean {
  const bare = address.replace(/^\[|\]$/g, '').replace(/%.*$/s, '')
  const version = isIP(bare)
  if (version === 0) return true
  if (version === 4) return NOT_PUBLIC.check(bare, 'ipv4')
  if (EMBEDDING.check(bare, 'ipv6')) return isPrivateAddress(embeddedIpv4(bare))
  return NOT_PUBLIC.check(bare, 'ipv6')
}

/** The host of a URL when it is an address instead of a name, in the form that `isPrivateAddress` reads. */
export function addressIn(hostname: string): string | undefined {
  const bare = hostname.replace(/^\[|\]$/g, '')
  return isIP(bare) === 0 ? undefined : bare
}

type Resolve = (
  hostname: string,
  options: { all: true; family?: number },
  callback: (error: NodeJS.ErrnoException | null, addresses: { address: string; family: number }[]) => void,
) => void

/**
 * A `lookup` for sockets and agents of `node:http`, which connect to no other address than those it gives: a name is
 * refused when any of its addresses is private, and what it resolves to a moment later does not matter. Sockets do not
 * look up hosts that are addresses: judge those by `isPrivateAddress` before.
 */
export function createPublicLookup(resolve: Resolve = systemLookup): LookupFunction {
  return (hostname, options, callback) => {
    const family = options.family === 4 || options.family === 6 ? { family: options.family } : {}
    resolve(hostname, { all: true, ...family }, (error, addresses) => {
      const [first] = addresses ?? []
      if (error !== null) return callback(error, '', 0)
      const hidden = addresses.find(({ address }) => isPrivateAddress(address))
      if (hidden !== undefined) return callback(new PrivateAddressError(hostname, hidden.address), '', 0)
      if (first === undefined) return callback(new Error(`${hostname} has no address.`), '', 0)
      if (options.all === true) callback(null, addresses)
      else callback(null, first.address, first.family)
    })
  }
}

function embeddedIpv4(address: string): string {
  const dotted = /(\d+\.\d+\.\d+\.\d+)$/.exec(address)?.[1]
  if (dotted !== undefined) return dotted
  // Written by the URL parser, so that only one run of zeros is left out and the last two groups are the address.
  const [, high = '0', low = '0'] =
    /([0-9a-f]*):([0-9a-f]*)$/i.exec(new URL(`http://[${address}]`).hostname.slice(1, -1)) ?? []
  const bits = Number.parseInt(high || '0', 16) * 65_536 + Number.parseInt(low || '0', 16)
  return [bits >>> 24, (bits >>> 16) & 255, (bits >>> 8) & 255, bits & 255].join('.')
}
