import { Agent, request as sendRequest } from 'node:http'
import { decodeFrame, encodeFrame } from '@/lib/adapters/functions/channel-frame'
import {
  type AskMessage,
  HOST_TOKEN_HEADER,
  MAX_MESSAGE_BYTES,
  type ReplyMessage,
  replyMessage,
} from '@/lib/adapters/functions/channel-protocol'
import { currentCall } from '@/lib/adapters/functions/host/request-context'
import { CALL_HEADER, type ChannelPlace } from '@/lib/adapters/functions/protocol'
import { readLimited } from '@/lib/adapters/functions/read-limited'

/** An answer of the edge to which it said yes in one form or another. */
export type EdgeReply = {
  readonly head: Exclude<ReplyMessage, { reply: 'failed' | 'refused' }>
  readonly bytes: Buffer
}

/** Asks the edge on behalf of the running call. Rejects when it refuses, fails or is not there. */
export type AskEdge = (ask: AskMessage, bytes?: Uint8Array) => Promise<EdgeReply>

/** Further questions wait: a socket refuses those who come faster than it accepts. */
const MAX_SOCKETS = 32
/** Longer than any wait of the edge for its database. */
const TIMEOUT_MS = 30_000

/** Connects a host to its edge. Each question names the call that asks it, if there is one. */
export function openEdgeChannel({ socketPath, token }: ChannelPlace): AskEdge {
  const agent = new Agent({ keepAlive: true, maxSockets: MAX_SOCKETS, maxFreeSockets: 8 })
  return async (ask, bytes) => {
    const call = currentCall()?.id
    const frame = decodeFrame(
      await post(encodeFrame(ask, bytes), {
        agent,
        socketPath,
        headers: { [HOST_TOKEN_HEADER]: token, ...(call === undefined ? {} : { [CALL_HEADER]: call }) },
      }),
    )
    const head = replyMessage.parse(frame.head)
    if (head.reply === 'refused' || head.reply === 'failed') throw new Error(head.message)
    return { head, bytes: Buffer.from(frame.bytes) }
  }
}

function post(
  body: Buffer,
  to: { readonly agent: Agent; readonly socketPath: string; readonly headers: Record<string, string> },
): Promise<Buffer> {
  const answer = Promise.withResolvers<Buffer>()
  const headers = { ...to.headers, 'content-length': String(body.byteLength) }
  const request = sendRequest({ ...to, headers, method: 'POST', timeout: TIMEOUT_MS }, (response) => {
    if (response.statusCode === 200) answer.resolve(readLimited(response, MAX_MESSAGE_BYTES))
    else answer.reject(new Error(`The edge answered ${response.statusCode}.`))
    if (response.statusCode !== 200) response.resume()
  })
  request.once('timeout', () => request.destroy(new Error('The edge did not answer in time.')))
  request.once('error', (cause) => answer.reject(new Error(`The edge cannot be asked: ${cause.message}`, { cause })))
  request.end(body)
  return answer.promise
}
