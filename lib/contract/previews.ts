import { z } from 'zod'
import { instant, projectName } from '@/lib/contract/common'
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
  download: z.string(),
  /** `PREVIEW_URL`; where it is not set, the port of the machine that the dashboard is on. */
  origin: z.string().nullable(),
  port: z.number().int(),
  /** Both links end here. */
  endsAt: instant,
})
export type VersionPreview = z.infer<typeof versionPreview>

/** A link as a program follows it, which brings no cookies: where nothing else is set, to the host of the dashboard itself. */
export function linkUrl(dashboard: string, preview: Pick<VersionPreview, 'origin' | 'port'>, path: string): string {
  if (preview.origin !== null) return new URL(path, preview.origin).href
  const url = new URL(path, dashboard)
  url.port = String(preview.port)
  return url.href
}

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

/**
 * A link as a browser follows it. Cookies know no ports: on one's own machine the name is another too, so that the one of
 * the dashboard stays away.
 */
export function previewUrl(dashboard: string, preview: Pick<VersionPreview, 'origin' | 'port'>, path: string): string {
  const url = new URL(linkUrl(dashboard, preview, path))
  if (preview.origin === null && LOOPBACK.includes(url.hostname)) url.hostname = 'preview.localhost'
  return url.href
}
