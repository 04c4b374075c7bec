import type { SiteAddress } from '@/lib/ops/context'

/** Where a host of ours is visited. Names within this machine never lead to a proxy, nor has it a certificate for them. */
export function siteUrl(address: SiteAddress, host: string): string {
  const isHere = host === 'localhost' || host.endsWith('.localhost')
  if (address.pattern !== null && !isHere) return address.pattern.replace('*', host)
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
