import * as z from 'zod/mini'
import { handedValue } from '@/lib/adapters/functions/protocol'
import { VALUE_KINDS } from '@/lib/engine/values/value'

/** Names the host that asks; known to it and to the edge alone. */
export const HOST_TOKEN_HEADER = 'x-freshet-host-token'

/** Largest message in either direction, in bytes: the largest value, and its tags and texts beside it. */
export const MAX_MESSAGE_BYTES = 3 * 1024 * 1024

const tags = z.array(z.string())

const YEAR_SECONDS = 365 * 24 * 60 * 60

const valueName = { kind: z.enum(VALUE_KINDS), key: z.string() }

/** What a host asks its edge for a function. */
export const askMessage = z.discriminatedUnion('ask', [
  z.object({
    ask: z.literal('purge'),
    purges: z.array(
      z.object({
        mode: z.enum(['invalidate', 'delete']),
        deadlineSeconds: z.number().check(z.nonnegative(), z.maximum(YEAR_SECONDS)),
        tags,
      }),
    ),
  }),
  z.object({ ask: z.literal('read'), ...valueName, tags }),
  z.object({
    ask: z.literal('write'),
    ...valueName,
    tags,
    note: z.string(),
    ageMs: z.number().check(z.nonnegative()),
    expireSeconds: z.nullable(z.number()),
    handed: z.array(handedValue),
  }),
  z.object({ ask: z.literal('forget'), ...valueName }),
  z.object({
    ask: z.literal('revalidate'),
    url: z.string(),
    method: z.enum(['GET', 'HEAD']),
    headers: z.array(z.tuple([z.string(), z.string()])),
  }),
])

/** What the edge answers. `failed`: it could not do it now. */
export const replyMessage = z.discriminatedUnion('reply', [
  z.object({ reply: z.literal('done') }),
  z.object({ reply: z.literal('absent'), seq: z.number() }),
  z.object({ reply: z.literal('answered'), status: z.number(), headers: z.array(z.tuple([z.string(), z.string()])) }),
  z.object({ reply: z.literal('elsewhere') }),
  z.object({
    reply: z.literal('found'),
    note: z.string(),
    tags,
    ageMs: z.number(),
    isStale: z.boolean(),
    seq: z.number(),
    stamp: z.number(),
  }),
  z.object({ reply: z.literal('refused'), message: z.string() }),
  z.object({ reply: z.literal('failed'), message: z.string() }),
])

export type AskMessage = z.infer<typeof askMessage>
export type ReplyMessage = z.infer<typeof replyMessage>
