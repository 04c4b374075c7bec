import { z } from 'zod'
import { endpoint } from '@/lib/contract/endpoint'
import { hostName, instant, projectName } from '@/lib/contract/fields'
import { timeWindow } from '@/lib/contract/paths'
import { purgeMode } from '@/lib/contract/purges'

export const tagSort = z.enum(['requests', 'tag', 'entries', 'fired'])

export const listTagsInput = z.object({
  project: projectName,
  window: timeWindow.default('24h'),
  /** Part of a tag. */
  search: z.string().max(256).optional(),
  /** Only tags that entries of this path carry. */
  path: z.string().max(2_048).optional(),
  sort: tagSort.default('requests'),
  order: z.enum(['asc', 'desc']).default('desc'),
  page: z.coerce.number().int().min(1).default(1),
  pageSize: z.coerce.number().int().min(1).max(200).default(50),
})
export type ListTagsInput = z.infer<typeof listTagsInput>

/** A purge that named the tag. */
export const tagFiring = z.object({
  seq: z.number().int(),
  at: instant,
  mode: purgeMode,
  actor: z.string(),
  reason: z.string().nullable(),
  isUndone: z.boolean(),
})
export type TagFiring = z.infer<typeof tagFiring>

export const tagRow = z.object({
  tag: z.string(),
  /** Exact. */
  entryCount: z.number().int(),
  pathCount: z.number().int(),
  /** Paths and regenerated pages are estimates: only some of so many entries were looked at. */
  isEstimate: z.boolean(),
  /** Of the window, on the paths with the tag. */
  requests: z.number(),
  /** Of all requests of the window; `null` where there were none. */
  share: z.number().nullable(),
  lastFired: tagFiring.nullable(),
  /** Pages regenerated since it was last fired, of how many, and the write units of that; `null`: never fired, or undone. */
  regenerated: z.object({ pages: z.number(), ofPages: z.number(), writeUnits: z.number() }).nullable(),
})
export type TagRow = z.infer<typeof tagRow>

export const tagList = z.object({
  tags: z.array(tagRow),
  total: z.number().int(),
  /** There are more than `total`. */
  isTotalLeast: z.boolean(),
  page: z.number().int(),
  pageSize: z.number().int(),
  /** All requests of the window. */
  requests: z.number(),
  /** Of so many paths only the most visited ones were asked for their tags: how many; `null`: all. */
  sampledPathCount: z.number().int().nullable(),
  /** Where nothing has what was searched for: the names nearest to it. */
  nearest: z.array(z.string()),
})
export type TagList = z.infer<typeof tagList>

export const getTagInput = z.object({
  project: projectName,
  tag: z.string().min(1).max(2_048),
  window: timeWindow.default('24h'),
})
export type GetTagInput = z.infer<typeof getTagInput>

export const tagDetail = tagRow.extend({
  project: projectName,
  window: timeWindow,
  /** All requests of the window. */
  allRequests: z.number(),
  sampledPathCount: z.number().int().nullable(),
  /** The paths with the tag that were asked for most; after those some that were not. */
  paths: z.array(z.object({ domain: hostName, deployment: z.string(), path: z.string(), requests: z.number() })),
  /** The newest purges that named it, newest first. */
  firings: z.array(tagFiring),
  /** Where nothing carries the tag: the names nearest to it. */
  nearest: z.array(z.string()),
})
export type TagDetail = z.infer<typeof tagDetail>

export const tagEndpoints = {
  listTags: endpoint({
    method: 'GET',
    path: '/api/v1/tags',
    input: listTagsInput,
    output: tagList,
    scope: 'read',
    summary: 'Tags with what they reach, their share of traffic, and when they were fired last, by page.',
  }),
  getTag: endpoint({
    method: 'GET',
    path: '/api/v1/tags/detail',
    input: getTagInput,
    output: tagDetail,
    scope: 'read',
    summary: 'What one tag reaches, or the names nearest to it where it reaches nothing.',
  }),
}
