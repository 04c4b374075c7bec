import type { SiteAddress } from '@/lib/ops/context'

/** Where a host of ours is visited. A name of this machine never leads to a proxy, which has no certificate for it either. */
export function siteUrl(address: SiteAddress, host: string): string {
  if (address.pattern !== null && !isOfThisMachine(host)) return address.pattern.replace('*', host)
  return address.edgePort === 80 ? `http://${host}` : `http://${host}:${address.edgePort}`
}

/** The host that every deployment has of its own. */
export function previewHost(address: SiteAddress, deploymentId: string): string {
  return `${deploymentId}.${address.previewSuffix}`
}

/** The deployment whose own host this is, or `undefined`. */
export function deploymentOfPreviewHost(address: SiteAddress, host: string): string | undefined {
  const suffix = `.${address.previewSuffix}`
  const label = host.endsWith(suffix) ? host.slice(0, -suffix.length) : ''
  return /^dpl_[a-z0-9]{12}$/.test(label) ? label : undefined
}

/** Whether a browser that opens this host asks its own machine: what it sends cannot be read on the way. */
export function isOfThisMachine(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || host.startsWith('127.')
}
