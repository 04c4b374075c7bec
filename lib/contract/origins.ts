import { z } from 'zod'
import { projectName } from '@/lib/contract/fields'

/** Scheme, host and port of another server, as URLs begin: `http://10.0.0.5:8080`. Paths and passwords are no part of it. */
const origin = z.string().transform((text, ctx) => {
  const url = URL.canParse(text) ? new URL(text) : null
  const isOrigin = url !== null && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`
  if (isOrigin) return url.origin
  ctx.addIssue({ code: 'custom', message: 'must be scheme, host and port alone, such as http://10.0.0.5:8080' })
  return z.NEVER
})

export const listOriginsInput = z.object({ project: projectName })
export const originList = z.object({ origins: z.array(z.string()) })
export type OriginList = z.infer<typeof originList>

export const changeOriginInput = z.object({ project: projectName, origin })
export type ChangeOriginInput = z.infer<typeof changeOriginInput>
