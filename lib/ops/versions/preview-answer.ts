import type { Db } from '@/db/client'
import { readVersionBody } from '@/db/queries/paths/path-detail'
import { readVersionFacts } from '@/db/queries/paths/version-previews'
import {
  contentTypeOf,
  deadHeaders,
  ENDED,
  GONE,
  type PreviewAnswer,
  refuse,
  shownAs,
} from '@/lib/ops/versions/dead-answer'
import { readLabel } from '@/lib/ops/versions/preview-label'
import { answerOnHost } from '@/lib/ops/versions/preview-on-host'
import { type PreviewPermit, readPermit } from '@/lib/ops/versions/preview-token'

/** The answer to one request on the origin of previews: by the label of its host, else by the link in its path. */
export async function answerPreview(
  db: Db,
  key: string,
  { host, path }: { host: string; path: string },
): Promise<PreviewAnswer> {
  const [label = ''] = host.split('.')
  const named = readLabel(key, label)
  return named === undefined ? answerLink(db, key, path) : answerOnHost(db, named, { host, path })
}

/** A version by a link to it. The request's own headers have no say in it. */
async function answerLink(db: Db, key: string, path: string): Promise<PreviewAnswer> {
  const [, purpose = '', token = '', ...rest] = path.split('/')
  const permit = rest.length > 0 ? undefined : readPermit(key, token)
  if (permit === undefined || permit.purpose !== purpose) return refuse(403, 'This is no link to a stored version.')
  const facts = await readVersionFacts(db, permit)
  if (facts === undefined) return refuse(404, GONE)
  if (facts.now_ms >= permit.endsAtMs) return refuse(403, ENDED)
  const version = await readVersionBody(db, permit)
  if (version === undefined) return refuse(404, GONE)
  const type = typeFor(permit, contentTypeOf(version.headers))
  if (type === null) return refuse(404, 'A version of this type is not shown. Download it.')
  return {
    status: 200,
    headers: {
      ...deadHeaders(null),
      'content-type': type,
      ...(version.encoding === 'br' && { 'content-encoding': 'br' }),
      ...(permit.purpose === 'download' && { 'content-disposition': `attachment; filename="${permit.versionId}"` }),
    },
    body: version.bytes,
  }
}

function typeFor({ purpose }: PreviewPermit, contentType: string | null): string | null {
  return purpose === 'download' ? 'application/octet-stream' : shownAs(contentType)
}
