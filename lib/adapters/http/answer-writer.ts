import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { isHeaderName, isHeaderValue } from '@/lib/engine/headers'
import type { EngineResponse } from '@/lib/engine/request'

/** Bodies up to this size are joined with their head: one buffer costs less to send than two, up to about here. */
const MOST_JOINED_BYTES = 64 * 1024
/** Joined answers are kept for a second at most, and no more of them than this. */
const MOST_KEPT_BYTES = 16 * 1024 * 1024
/** What node:http would act on: an answer that has one of these is written by it. */
const FRAMING = new Set(['connection', 'expect', 'keep-alive', 'trailer', 'transfer-encoding', 'upgrade'])

/**
 * Writes a whole answer to a connection that stays open, byte for byte as `ServerResponse` would. The engine hands out
 * the same object for a hit all through a second, so its bytes are made once and sent again. Returns false, with nothing
 * written, for an answer that only node:http can frame.
 */
export function createAnswerWriter({ keepAliveMs }: { readonly keepAliveMs: number }) {
  const kept = new Map<EngineResponse, Buffer>()
  let keptBytes = 0
  let second = 0
  let ending = ''

  function turn(nowMs: number): void {
    const current = Math.floor(nowMs / 1_000)
    if (current === second) return
    second = current
    ending = `Date: ${new Date(nowMs).toUTCString()}\r\n${persistence}`
    kept.clear()
    keptBytes = 0
  }
  const persistence = `Connection: keep-alive\r\nKeep-Alive: timeout=${Math.floor(keepAliveMs / 1_000)}\r\n\r\n`

  return (socket: Socket, response: EngineResponse): boolean => {
    turn(Date.now())
    const ready = kept.get(response)
    if (ready !== undefined) {
      socket.write(ready)
      return true
    }
    const fields = fieldsOf(response)
    if (fields === undefined) return false
    const head = Buffer.from(fields.text + (fields.hasDate ? persistence : ending), 'latin1')
    const { body } = fields
    if (body === null) socket.write(head)
    else if (body.byteLength <= MOST_JOINED_BYTES && keptBytes < MOST_KEPT_BYTES) {
      const joined = Buffer.concat([head, body])
      kept.set(response, joined)
      keptBytes += joined.byteLength
      socket.write(joined)
    } else {
      socket.cork()
      socket.write(head)
      socket.write(body)
      socket.uncork()
    }
    return true
  }
}

type Fields = { readonly text: string; readonly body: Uint8Array | null; readonly hasDate: boolean }

/** Status line and the answer's own fields; `undefined` unless they frame its body by one exact length. */
function fieldsOf({ status, headers, body }: EngineResponse): Fields | undefined {
  if (body !== null && !(body instanceof Uint8Array)) return undefined
  let text = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'unknown'}\r\n`
  let length: string | undefined
  let hasDate = false
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index] ?? ''
    const value = headers[index + 1] ?? ''
    const lower = name.toLowerCase()
    if (FRAMING.has(lower) || !isHeaderName(name) || !isHeaderValue(value)) return undefined
    if (lower === 'content-length') {
      if (length !== undefined) return undefined
      length = value
    }
    hasDate ||= lower === 'date'
    text += `${name}: ${value}\r\n`
  }
  const isFramed =
    body === null
      ? status === 304 && length === undefined
      : status >= 200 && status !== 204 && status !== 304 && length === String(body.byteLength)
  return isFramed ? { text, body, hasDate } : undefined
}
