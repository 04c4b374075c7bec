import type { Db } from '@/db/client'
import { findStaticFile, readBlob, readPreviewedVersion } from '@/db/queries/paths/version-previews'
import {
  contentTypeOf,
  deadHeaders,
  ENDED,
  GONE,
  type PreviewAnswer,
  partAs,
  refuse,
  shownAs,
} from '@/lib/ops/versions/dead-answer'
import type { LabelledVersion } from '@/lib/ops/versions/preview-label'

const NOTHING_ELSE = 'Only this version is shown, with the styles, fonts and images of its deployment.'

type Asked = { readonly host: string; readonly path: string }

/**
 * A version on a host of its own, at the path that it has on its site, so that the addresses in it mean what they meant
 * there: style sheets, fonts and images of its deployment are found, and nothing else is.
 */
export async function answerOnHost(
  db: Db,
  { versionId, endsAtMs }: LabelledVersion,
  { host, path: target }: Asked,
): Promise<PreviewAnswer> {
  const version = await readPreviewedVersion(db, versionId)
  if (version === undefined) return refuse(404, GONE)
  if (version.now_ms >= endsAtMs) return refuse(403, ENDED)
  if (!target.startsWith('/')) return refuse(404, NOTHING_ELSE)
  // Put together as text: a path may begin with two slashes.
  const { pathname, searchParams } = new URL(`http://preview.invalid${target}`)
  const path = decoded(pathname)
  if (path === decoded(version.path)) {
    const type = shownAs(contentTypeOf(version.headers))
    if (type === null) return refuse(404, 'A version of this type is not shown. Download it.')
    return withBytes(db, { sha256: version.blob_sha256, headers: { ...deadHeaders(host), 'content-type': type } })
  }
  const file = await findPart(db, version.deployment_id, { path, source: searchParams.get('url') })
  if (file === undefined) return refuse(404, NOTHING_ELSE)
  // Fonts are asked for as by a stranger: the page that asks has an origin that nobody else has.
  const headers = { ...deadHeaders(host), 'content-type': file.type, 'access-control-allow-origin': '*' }
  return withBytes(db, { sha256: file.sha256, headers })
}

/** A file that is part of what one sees; where images are resized on their way, the one that they are made of. */
async function findPart(
  db: Db,
  deploymentId: string,
  { path, source }: { readonly path: string; readonly source: string | null },
) {
  const ofImage =
    source?.startsWith('/') && IMAGE_PATHS.includes(path) ? decoded(source.replace(/[?#].*/, '')) : undefined
  const found = await findStaticFile(db, { deploymentId, path: ofImage ?? path })
  const type = partAs(found?.content_type ?? null)
  if (found === undefined || type === null || (ofImage !== undefined && !type.startsWith('image/'))) return undefined
  return { sha256: found.sha256, type }
}

/** Where Next.js and others ask for smaller copies of images. */
const IMAGE_PATHS = ['/_next/image', '/_vercel/image']

async function withBytes(
  db: Db,
  { sha256, headers }: { readonly sha256: string; readonly headers: Readonly<Record<string, string>> },
): Promise<PreviewAnswer> {
  const blob = await readBlob(db, sha256)
  if (blob === undefined) return refuse(404, GONE)
  return {
    status: 200,
    headers: { ...headers, ...(blob.encoding === 'br' && { 'content-encoding': 'br' }) },
    body: blob.bytes,
  }
}

/** As a canonical path has it; of two spellings of one path neither is another page. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch (error) {
    if (!(error instanceof URIError)) throw error
    return path
  }
}
