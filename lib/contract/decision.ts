import { z } from 'zod'

const count = z.number()
const text = z.string().max(8_192)
const names = z.array(text).max(50)

const outcome = z.union([
  z.object({ status: z.literal('HIT'), reason: z.enum(['pinned']).nullable() }),
  z.object({ status: z.enum(['PRERENDER', 'NONE']), reason: z.null() }),
  z.object({
    status: z.literal('STALE'),
    reason: z.enum(['stale_time', 'stale_tag', 'stale_path', 'stale_error', 'control_lost']),
  }),
  z.object({ status: z.literal('MISS'), reason: z.enum(['cold', 'collapsed', 'error', 'key_limit']).nullable() }),
  z.object({
    status: z.literal('BYPASS'),
    reason: z.enum(['draft_mode', 'prerender_bypass', 'crawler', 'method']),
  }),
  z.object({
    status: z.literal('REVALIDATED'),
    reason: z.enum(['tag_deleted', 'path_deleted', 'on_demand', 'forced']),
  }),
])

const site = z.object({
  projectId: text,
  deploymentId: text,
  environment: z.enum(['production', 'preview']),
  /** Edges of earlier versions do not tell it. */
  isProtected: z.boolean().default(false),
})

const resolved = z.object({
  kind: z.enum([
    ...(['static', 'function', 'prerender', 'image', 'earlier_asset'] as const),
    ...(['external', 'redirect', 'not_found', 'refused'] as const),
  ]),
  path: text,
  route: text.nullable(),
  output: text.nullable(),
})

const admission = z.union([
  z.object({ kind: z.enum(['cache', 'on_demand']) }),
  z.object({
    kind: z.literal('bypass'),
    by: z
      .object({ of: z.enum(['host', 'header', 'cookie', 'query', 'afterCacheBypass']), name: text.nullable() })
      .nullable(),
  }),
])

const key = z.object({
  kind: z.enum(['entry', 'shared']),
  domain: text,
  deploymentId: text,
  path: text,
  output: text,
  variant: z.enum(['html', 'data', 'rsc', 'segment', 'image']),
  /** As it stands in the key, sorted. */
  query: text,
  /** Names that may be in it; `null`: all. */
  allowed: names.nullable(),
  /** Names that the request has and the key has not. */
  leftOut: names,
})

const layer = z.object({
  layer: z.enum(['region cache', 'ISR cache', "build's copy"]),
  said: z.enum(['found', 'absent', 'unreadable']),
})

const entry = z.object({
  stamp: count,
  generatedAtMs: count,
  staleAtMs: count.nullable(),
  expiresAtMs: count.nullable(),
  retryAtMs: count.nullable(),
  isFromBuild: z.boolean(),
  pinnedSeq: count.nullable(),
  tags: names,
  tagCount: count,
})

const cover = z.object({
  invalidatedSeq: count,
  invalidatedBy: z.enum(['tag', 'path']),
  deletedSeq: count,
  deletedBy: z.enum(['tag', 'path']),
  deadlines: z.array(z.object({ seq: count, atMs: count })).max(8),
})

const regeneration = z.object({
  kind: z.enum(['behind', 'first', 'unstored']),
  cause: z.enum([
    ...(['build', 'cold', 'time', 'tag', 'path', 'on_demand'] as const),
    ...(['forced', 'crawler', 'warm_up'] as const),
  ]),
})

const wait = z.object({ for: z.enum(['render', 'collapse', 'lease']), edgeId: text.nullable(), ms: count })

/** What an edge decided about one request, as facts. `explained` says it in words. */
export const decision = z.object({
  requestId: text,
  atMs: count,
  how: z.enum(['served', 'foretold']),
  method: text,
  host: text,
  path: text,
  httpStatus: count.nullable(),
  outcome,
  facts: z.object({
    site: site.optional(),
    middleware: z.enum(['passed', 'answered', 'unasked']).optional(),
    resolved: resolved.optional(),
    admission: admission.optional(),
    key: key.optional(),
    layers: z.array(layer).max(4).optional(),
    entry: entry.optional(),
    cover: cover.optional(),
    control: z.object({ isInControl: z.boolean(), appliedSeq: count }).optional(),
    regeneration: regeneration.optional(),
    waits: z.array(wait).max(10).optional(),
    failure: z.object({ reason: text, message: text }).optional(),
  }),
})
