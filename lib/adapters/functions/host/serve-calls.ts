import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import process from 'node:process'
import { BadRequestError } from '@/lib/adapters/functions/host/express-methods'
import { joinBoard } from '@/lib/adapters/functions/host/handed-values'
import { holdEnd, isEnding } from '@/lib/adapters/functions/host/hold-end'
import type { Listener } from '@/lib/adapters/functions/host/load-function'
import { logError } from '@/lib/adapters/functions/host/log-error'
import { givePartsOf, keepParts, wantParts } from '@/lib/adapters/functions/host/render-parts'
import { openCall, runInCall } from '@/lib/adapters/functions/host/request-context'
import {
  CALL_HEADER,
  MAX_HEADER_BYTES,
  type MessageToEdge,
  PARTS_HEADER,
  STAMP_HEADER,
} from '@/lib/adapters/functions/protocol'
import { Shares } from '@/lib/adapters/functions/shares'

/** The function could put another in its place. */
const cpuUsage = process.cpuUsage.bind(process)
const cpu = new Shares(() => {
  const { user, system } = cpuUsage()
  return user + system
})

/** The server that gives each call to the function, with a context of its own, and tells the edge what it left there. */
export function serveCalls(listener: Listener, sendToEdge: (message: MessageToEdge) => void): Server {
  // The edge holds all deadlines. A connection that the host closed by itself could meet a call on its way.
  const limits = { keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0, maxHeaderSize: MAX_HEADER_BYTES }
  return createServer(limits, (req, res) => {
    const call = takeHeader(req, CALL_HEADER)
    const stamp = Number(takeHeader(req, STAMP_HEADER) ?? 0)
    const parts = takeHeader(req, PARTS_HEADER)
    if (call === undefined) {
      res.writeHead(400).end()
      return
    }
    if (parts === 'give') {
      givePartsOf(call, res)
      return
    }
    if (parts === 'keep') wantParts(req)
    // The date of an answer is the function's or the edge's to tell.
    res.sendDate = false
    // Bytes beyond the announced length would be read as the beginning of the next call's answer.
    res.strictContentLength = true
    const record = openCall({ id: call, stamp }, req)
    const leaveBoard = joinBoard(record.handed)
    const cpuShare = cpu.open()
    holdEnd(res, record.held)
    res.once('finish', () => {
      const handed = record.handed.all()
      sendToEdge({ type: 'ended', call, tags: [...record.tags()], parts: keepParts(call, req), handed })
    })
    res.once('close', async () => {
      const background = await record.settled()
      leaveBoard()
      sendToEdge({ type: 'settled', call, ...background, cpuUs: Math.round(cpuShare()) })
    })
    void runInCall(record, () => answer(listener, req, res))
  })
}

/** A function may reject and leave its answer open: that is a 500 for this call, and nothing to the others. */
async function answer(listener: Listener, req: IncomingMessage, res: ServerResponse): Promise<void> {
  try {
    await listener(req, res)
  } catch (cause) {
    if (res.closed || res.writableEnded || isEnding(res)) return
    logError(cause)
    if (res.headersSent) {
      res.destroy()
      return
    }
    for (const name of res.getHeaderNames()) res.removeHeader(name)
    const isBadRequest = cause instanceof BadRequestError
    res.writeHead(isBadRequest ? 400 : 500, { 'content-type': 'text/plain; charset=utf-8' })
    res.end(isBadRequest ? cause.message : 'Internal Server Error')
  }
}

/** Reads a header of the edge and removes it, from each of the forms that node keeps headers in. */
function takeHeader(req: IncomingMessage, name: string): string | undefined {
  const value = req.headersDistinct[name]?.[0]
  delete req.headers[name]
  delete req.headersDistinct[name]
  // After the others, because node makes them of this one by a count it took before. The edge's own header is the last
  // of this name; a value of the same text may come before it.
  const at = req.rawHeaders.lastIndexOf(name)
  if (at !== -1) req.rawHeaders.splice(at, 2)
  return value
}
