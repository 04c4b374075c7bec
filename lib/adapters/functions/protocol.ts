import * as z from 'zod/mini'
import { roleSchema, runtimeSchema } from '@/lib/adapters/build-output/bundle-runtime'

/** Names the call on its way to the host, so that what is told beside the answer finds it. The function never sees it. */
export const CALL_HEADER = 'x-freshet-call'

/** The stamp of the call, for the host to compare with those of values. The function never sees it. */
export const STAMP_HEADER = 'x-freshet-stamp'

/** `keep` asks the host to keep what the render makes beside its answer, `give` to hand that out. The function never sees it. */
export const PARTS_HEADER = 'x-freshet-parts'

/** Largest header block of a request or an answer, in bytes: 128 tags of 256 bytes and what else there is fit in. */
export const MAX_HEADER_BYTES = 128 * 1024

/** Longest message to a host, in bytes: the environment of its function above all. */
export const MAX_START_BYTES = 16 * 1024 * 1024

/** Longest message to the edge, in bytes: the tags of an answer and the names of all parts of a page. */
export const MAX_TOLD_BYTES = 1024 * 1024

/** Longest text of a function that is told as the reason why it cannot be loaded, in characters. */
export const MAX_REASON_CHARACTERS = 10_000

/** What a render may leave beside its answer, all parts together. */
export const MAX_PARTS_BYTES = 64 * 1024 * 1024

/** Where a host asks its edge for things, and the secret by which the edge knows it. */
const channelPlace = z.object({ socketPath: z.string(), token: z.string() })

/** The first message to a host: which function to load, and where to listen once it is loaded. */
const startMessage = z.object({
  type: z.literal('start'),
  /** Absolute path of the bundle. */
  directory: z.string(),
  runtime: runtimeSchema,
  role: roleSchema,
  /** What the deployment gives the function: all that edge code finds in `process.env`. */
  environment: z.record(z.string(), z.string()),
  /** The directory that goes with the host. */
  place: z.string(),
  /** Where to listen, in the home of the host. */
  socketPath: z.string(),
  clockOffsetMs: z.number(),
  /** `null` where the edge has nothing to be asked for. */
  channel: z.nullable(channelPlace),
})

/** What the edge tells a host through their pipe. */
export const messageToHost = z.discriminatedUnion('type', [
  startMessage,
  z.object({ type: z.literal('clock'), offsetMs: z.number() }),
  z.object({ type: z.literal('ping') }),
])

const count = z.int().check(z.nonnegative())

/** What a render made beside its answer. `name` tells segments apart. */
const partLabel = z.object({ kind: z.enum(['state', 'rsc', 'segment']), name: z.string(), sizeBytes: count })

/** What a call may have been handed by others of its process. */
export const handedValue = z.object({ stamp: count, tags: z.nullable(z.array(z.string())) })

/** What a host tells the edge through their pipe. */
export const messageToEdge = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('failed'), message: z.string() }),
  z.object({ type: z.literal('pong') }),
  /** The answer of a call is out, complete: these are its tags, what else can be fetched of it, and what it may hold. */
  z.object({
    type: z.literal('ended'),
    call: z.string(),
    tags: z.array(z.string()),
    parts: z.array(partLabel),
    handed: z.array(handedValue),
  }),
  /** All that the call handed to `waitUntil` is over; `rejected` of it failed. `cpuUs` is its share of the process. */
  z.object({ type: z.literal('settled'), call: z.string(), waited: count, rejected: count, cpuUs: count }),
])

export type ChannelPlace = z.infer<typeof channelPlace>
export type PartLabel = z.infer<typeof partLabel>
export type StartMessage = z.infer<typeof startMessage>
export type MessageToHost = z.infer<typeof messageToHost>
export type MessageToEdge = z.infer<typeof messageToEdge>
