/** Whoever has one IPv6 address has 2^64 of them, so the whole network counts as one visitor. */
export function visitorAt(ip: string): string {
  if (!ip.includes(':')) return ip
  const [before = '', after] = ip.split('::')
  const groups = before === '' ? [] : before.split(':')
  const trailing = after === undefined || after === '' ? [] : after.split(':')
  const zeros = after === undefined ? 0 : 8 - groups.length - trailing.length
  return [...groups, ...Array(zeros).fill('0'), ...trailing].slice(0, 4).join(':')
}
