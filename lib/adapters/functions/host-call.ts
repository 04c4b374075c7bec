import { type ClientRequest, type IncomingMessage, request as sendRequest } from 'node:http'
import { Readable } from 'node:stream'
import { requestHeaders, responseHeaders } from '@/lib/adapters/functions/call-headers'
import { fetchParts } from '@/lib/adapters/functions/fetch-parts'
import type { FunctionHost } from '@/lib/adapters/functions/function-host'
import type { Spending } from '@/lib/adapters/functions/host-spending'
import { MAX_HEADER_BYTES } from '@/lib/adapters/functions/protocol'
import { CallRecord } from '@/lib/engine/calls/call-record'
import type { FunctionCall, FunctionFailure, FunctionResponse, RenderPart } from '@/lib/engine/ports'
import type { HandedValue } from '@/lib/engine/values/value-cache'

/** How a call went: its answer was read to the end, the visitor left, the answer broke off, or there was none. */
export type CallOutcome = 'answered' | 'broken_off' | FunctionFailure['reason']

export type HostCallOptions = {
  readonly host: FunctionHost
  readonly call: FunctionCall
  readonly nowMs: () => number
  /** Counts in the record what the call may have been handed by others of its process. Rejects when it cannot be told. */
  readonly countHanded: (record: CallRecord, handed: readonly HandedValue[]) => Promise<void>
  /** The answer is over: no more of it is coming. */
  readonly onOver: (outcome: CallOutcome, ms: number) => void
  /** All that `waitUntil` got is over, too, or its time was up. */
  readonly onClosed: (background: { readonly waited: number; readonly rejected: number; readonly ms: number }) => void
  /** The deadline passed and it was the function that had not finished. */
  readonly onOverdue: () => void
}

const LAST_WORD_MS = 1_000
const WITHOUT_BODY = new Set([204, 304])

/** Sends one call to a host. Resolves with the beginning of the answer, or with why there is none. */
export function callHost(options: HostCallOptions): Promise<FunctionResponse | FunctionFailure> {
  return new HostCall(options).answer
}

class HostCall {
  readonly answer: Promise<FunctionResponse | FunctionFailure>

  readonly #options: HostCallOptions
  readonly #answered = Promise.withResolvers<FunctionResponse | FunctionFailure>()
  readonly #stamp = Promise.withResolvers<number>()
  readonly #tags = Promise.withResolvers<readonly string[]>()
  readonly #parts = Promise.withResolvers<readonly RenderPart[]>()
  readonly #record: CallRecord
  readonly #begunAtMs: number
  readonly #id: string
  readonly #request: ClientRequest
  readonly #timer: NodeJS.Timeout
  #response: IncomingMessage | undefined
  #cut: 'timeout' | 'cancelled' | undefined
  #hasEnded = false
  /** All of the visitor's body has come. */
  #hasBody: boolean
  #isOver = false
  #background: { readonly waited: number; readonly rejected: number; readonly cpuUs?: number } | undefined
  readonly #endLifetime: () => Spending
  #isClosed = false

  constructor(options: HostCallOptions) {
    const { host, call } = options
    this.#options = options
    this.#record = new CallRecord(call)
    this.#hasBody = call.body === null
    this.#begunAtMs = options.nowMs()
    this.answer = this.#answered.promise
    this.#endLifetime = host.beginLifetime()
    // Whoever does not care for the tags of a call that broke need not handle their rejection.
    this.#tags.promise.catch(() => undefined)
    this.#parts.promise.catch(() => undefined)
    this.#stamp.promise.catch(() => undefined)
    this.#id = host.openCall({
      record: this.#record,
      ended: ({ tags, parts, handed }) => {
        this.#hasEnded = true
        this.#stamp.resolve(this.#stampWith(handed))
        this.#tags.resolve(tags)
        this.#parts.resolve(fetchParts(host, this.#id, parts))
      },
      settled: (background) => {
        this.#background = background
        this.#closeIfOver()
      },
      lost: () => this.#lose(),
    })
    this.#timer = setTimeout(() => this.#passDeadline(), call.function.maxDurationSeconds * 1_000)
    try {
      this.#request = this.#send()
    } catch (cause) {
      clearTimeout(this.#timer)
      host.closeCall(this.#id)
      this.#endLifetime()
      throw cause
    }
    if (host.exit !== undefined) this.#lose()
    call.signal?.addEventListener('abort', this.#cancel)
    if (call.signal?.aborted) this.#cancel()
  }

  #send(): ClientRequest {
    const { host, call } = this.#options
    const request = sendRequest({
      agent: host.agent,
      socketPath: host.socketPath,
      method: call.method,
      path: call.url,
      headers: requestHeaders(call, this.#id),
      maxHeaderSize: MAX_HEADER_BYTES,
    })
    request.once('response', (response) => this.#receive(response))
    // Without a listener the connection would be closed without a word, and the call never be over.
    request.once('upgrade', (_response, socket) => {
      socket.destroy()
      this.#failWith('no_response', 'The function switched to another protocol.')
    })
    request.on('error', (cause) => void this.#fail(cause))
    if (call.body === null) request.end()
    else sendBody(this.#noticedAtItsEnd(call.body), request)
    return request
  }

  async *#noticedAtItsEnd(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    yield* body
    this.#hasBody = true
  }

  #receive(response: IncomingMessage): void {
    const { call } = this.#options
    this.#response = response
    // Whoever reads the body meets the error there.
    response.on('error', () => undefined)
    response.once('close', () => this.#finish(response))
    const status = response.statusCode ?? 0
    if (status < 200) {
      response.destroy()
      this.#failWith('no_response', `The function answered with a status that is none: ${status}.`)
      return
    }
    // There is no body that anybody would read to the end.
    if (call.method === 'HEAD' || WITHOUT_BODY.has(status)) response.resume()
    const headers = responseHeaders(response.rawHeaders)
    this.#answered.resolve({
      kind: 'answered',
      status,
      headers,
      body: this.#bodyOf(response),
      tags: this.#tags.promise,
      parts: this.#parts.promise,
      stamp: this.#stamp.promise,
    })
  }

  /** The stream itself does not tell a reader that leaves from a host that does. */
  #bodyOf(response: IncomingMessage): AsyncIterable<Uint8Array> {
    const chunks: AsyncIterator<Uint8Array> = response[Symbol.asyncIterator]()
    const leave = async (): Promise<IteratorReturnResult<undefined>> => {
      this.#cut ??= 'cancelled'
      response.destroy()
      return { done: true, value: undefined }
    }
    return { [Symbol.asyncIterator]: () => ({ next: () => chunks.next(), return: leave }) }
  }

  #finish(response: IncomingMessage): void {
    if (response.readableEnded) this.#over('answered')
    else if (this.#cut !== undefined) this.#over(this.#cut)
    else this.#over(response.errored === null ? 'cancelled' : 'broken_off')
  }

  /** There will be no answer. Why, is seen from whether the host is still there. */
  async #fail(cause: Error): Promise<void> {
    if (this.#response !== undefined || this.#isOver) return
    if (this.#cut === 'timeout') return this.#failWith('timeout', this.#overdueMessage())
    if (this.#cut === 'cancelled') return this.#failWith('cancelled', 'The visitor left before the answer.')
    const { host } = this.#options
    if (await host.isResponsive(LAST_WORD_MS)) return this.#failWith('no_response', `No answer: ${cause.message}`)
    this.#failWith('crashed', host.exit?.message ?? 'The function stopped answering.')
  }

  #failWith(reason: FunctionFailure['reason'], message: string): void {
    this.#answered.resolve({ kind: 'failed', reason, message })
    this.#over(this.#cut ?? reason)
  }

  readonly #cancel = () => {
    this.#cut ??= 'cancelled'
    this.#destroy('The visitor left.')
  }

  #passDeadline(): void {
    if (this.#isOver) {
      this.#close()
      return
    }
    // An answer that waits for a slow reader is not the function's fault, nor is a body that its sender holds back.
    const isReaderSlow = this.#hasEnded || (this.#response?.readableLength ?? 0) > 0
    const isSenderSlow = !this.#hasBody && !this.#request.writableNeedDrain
    this.#cut ??= 'timeout'
    this.#destroy(this.#overdueMessage())
    if (!isReaderSlow && !isSenderSlow) this.#options.onOverdue()
  }

  #overdueMessage(): string {
    return `The function had not finished after ${this.#options.call.function.maxDurationSeconds} s.`
  }

  #destroy(message: string): void {
    if (this.#response === undefined) this.#request.destroy(new Error(message))
    else this.#response.destroy(new Error(message))
  }

  /** The host is gone: what it has not told by now it will not tell. */
  #lose(): void {
    this.#failTags(new Error('The function host ended before it told the tags of this answer.'))
    this.#background ??= { waited: 0, rejected: 0 }
    this.#closeIfOver()
  }

  #over(outcome: CallOutcome): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#options.call.signal?.removeEventListener('abort', this.#cancel)
    if (outcome !== 'answered') this.#failTags(new Error('The answer did not come to its end.'))
    this.#options.onOver(outcome, this.#elapsedMs())
    this.#closeIfOver()
  }

  #closeIfOver(): void {
    // Past the deadline nothing is waited for any more.
    if (this.#isOver && (this.#background !== undefined || this.#cut === 'timeout')) this.#close()
  }

  #close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    clearTimeout(this.#timer)
    this.#failTags(new Error('The function host did not tell the tags of this answer in time.'))
    this.#options.host.closeCall(this.#id)
    const seen = this.#endLifetime()
    const { waited = 0, rejected = 0, cpuUs = seen.cpuUs } = this.#background ?? {}
    const durationMs = this.#elapsedMs()
    this.#options.call.over?.({ ...seen, durationMs, cpuUs })
    this.#options.onClosed({ waited, rejected, ms: durationMs })
  }

  #failTags(cause: Error): void {
    this.#tags.reject(cause)
    this.#stamp.reject(cause)
    this.#parts.reject(cause)
  }

  async #stampWith(handed: readonly HandedValue[]): Promise<number> {
    try {
      if (handed.length > 0) await this.#options.countHanded(this.#record, handed)
    } catch {
      for (const { stamp } of handed) this.#record.mayHold(stamp)
    }
    return this.#record.stamp
  }

  #elapsedMs(): number {
    return this.#options.nowMs() - this.#begunAtMs
  }
}

/** A body that breaks off takes the request with it; a request that is over leaves the rest of the body unread. */
function sendBody(body: AsyncIterable<Uint8Array>, request: ClientRequest): void {
  const chunks = Readable.from(body, { objectMode: false })
  chunks.once('error', (cause) => request.destroy(cause))
  request.once('close', () => chunks.destroy())
  chunks.pipe(request)
}
