import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'

const permit = z.object({
  purpose: z.enum(['preview', 'download']),
  projectId: z.string(),
  versionId: z.string(),
  /** Of the database's clock. */
  endsAtMs: z.number(),
})

/** What the bearer of a link may have: the bytes of one version, in one way, for a while. */
export type PreviewPermit = z.infer<typeof permit>

/** Signs a permit. Whoever has no key can make none, and change none. */
export function signPermit(key: string, wanted: PreviewPermit): string {
  const text = Buffer.from(JSON.stringify(wanted)).toString('base64url')
  return `${text}.${signatureOf(key, text)}`
}

/** The permit of a token that was signed with this key; whether it has ended is for the caller to see. */
export function readPermit(key: string, token: string): PreviewPermit | undefined {
  const [text = '', signature = '', ...rest] = token.split('.')
  // As text: of base64url two spellings can say the same bytes.
  const given = Buffer.from(signature)
  const right = Buffer.from(signatureOf(key, text))
  if (rest.length > 0 || given.length !== right.length || !timingSafeEqual(given, right)) return undefined
  return permit.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString())).data
}

/** The secret of the fleet signs other things too: a word in front keeps a signature from being of use as another. */
function signatureOf(key: string, text: string): string {
  return createHmac('sha256', key).update(`preview\n${text}`).digest('base64url')
}
