import { z } from 'zod'
import { instant, projectName } from '@/lib/contract/fields'
import { versionId } from '@/lib/contract/versions'

export const previewVersionInput = z.object({ project: projectName, version: versionId })
export type PreviewVersionInput = z.output<typeof previewVersionInput>

/** Links to the stored bytes of a version, on an origin where nobody is signed in. */
export const versionPreview = z.object({
  version: z.string(),
  contentType: z.string().nullable(),
  sizeBytes: z.number(),
  /** Paths on that origin. Other types than pages, texts and images are not shown, and `page` is `null`. */
  page: z.string().nullable(),
  /** The same page on a host of its own (`label`, put before that of the origin), where its styles, fonts and images are. */
  site: z.object({ label: z.string(), path: z.string() }).nullable(),
  download: z.string(),
  /** `PREVIEW_URL`; where it is not set, the port of the machine that the dashboard is on. */
  origin: z.string().nullable(),
  port: z.number().int(),
  /** Both links end here. */
  endsAt: instant,
})
export type VersionPreview = z.infer<typeof versionPreview>

type Links = Pick<VersionPreview, 'origin' | 'port' | 'page' | 'site' | 'download'>

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

/**
 * Where a browser finds a version: on a host of its own where such hosts are found, which is on one's own machine and with
 * a `PREVIEW_URL` that begins with `*`; else without its styles. Cookies know no ports: on one's own machine the name is
 * another too, so that the one of the dashboard stays away. `null`: versions of this type are not shown.
 */
export function previewUrl(dashboard: string, links: Links): string | null {
  const { page, site } = links
  if (page === null) return null
  const base = baseOf(dashboard, links)
  if (site === null || !base.includes(ANY_HOST)) return new URL(page, hostIn(base, 'link')).href
  // Put together as text: a path may begin with two slashes.
  return new URL(new URL(hostIn(base, site.label)).origin + site.path).href
}

/** Whether a preview finds the styles, fonts and images of its deployment. */
export function previewsFiles(dashboard: string, links: Links): boolean {
  return links.site !== null && baseOf(dashboard, links).includes(ANY_HOST)
}

/** Where a browser gets the bytes as a file. */
export function downloadUrl(dashboard: string, links: Links): string {
  return new URL(links.download, hostIn(baseOf(dashboard, links), 'link')).href
}

/** The same for a program, which brings no cookies and may not know what `*.localhost` is. */
export function fileUrl(dashboard: string, links: Links): string {
  const { origin, port, download } = links
  return new URL(download, origin === null ? atPort(dashboard, port) : hostIn(origin, 'link')).href
}

const ANY_HOST = '//*.'

function baseOf(dashboard: string, { origin, port }: Pick<Links, 'origin' | 'port'>): string {
  if (origin !== null) return origin
  const isHere = LOOPBACK.includes(new URL(dashboard).hostname)
  return isHere ? `http:${ANY_HOST}preview.localhost:${port}` : atPort(dashboard, port)
}

function hostIn(base: string, label: string): string {
  return base.replace(ANY_HOST, `//${label}.`)
}

function atPort(dashboard: string, port: number): string {
  const url = new URL('/', dashboard)
  url.port = String(port)
  return url.href
}
