import { request as sendRequest } from 'node:http'
import type { FunctionHost } from '@/lib/adapters/functions/function-host'
import { CALL_HEADER, MAX_PARTS_BYTES, PARTS_HEADER, type PartLabel } from '@/lib/adapters/functions/protocol'
import { readLimited } from '@/lib/adapters/functions/read-limited'
import type { RenderPart } from '@/lib/engine/ports'

const TIMEOUT_MS = 10_000

/** Fetches what a render made beside its answer. Rejects when the host no longer has it. */
export async function fetchParts(
  host: Pick<FunctionHost, 'agent' | 'socketPath'>,
  call: string,
  labels: readonly PartLabel[],
): Promise<RenderPart[]> {
  if (labels.length === 0) return []
  const sizeBytes = labels.reduce((sum, label) => sum + label.sizeBytes, 0)
  if (sizeBytes > MAX_PARTS_BYTES)
    throw new Error(`The render left more than ${MAX_PARTS_BYTES} bytes beside its answer.`)
  const bytes = await get(host, call, sizeBytes)
  if (bytes.byteLength !== sizeBytes) throw new Error('The function host told another size of its render.')
  let from = 0
  return labels.map(({ kind, name, sizeBytes: length }) => {
    const part = { kind, name, bytes: new Uint8Array(bytes.buffer, bytes.byteOffset + from, length) }
    from += length
    return part
  })
}

function get(host: Pick<FunctionHost, 'agent' | 'socketPath'>, call: string, sizeBytes: number): Promise<Buffer> {
  const answer = Promise.withResolvers<Buffer>()
  const { agent, socketPath } = host
  const headers = { [CALL_HEADER]: call, [PARTS_HEADER]: 'give' }
  const request = sendRequest({ agent, socketPath, headers, timeout: TIMEOUT_MS }, (response) => {
    if (response.statusCode === 200) answer.resolve(readLimited(response, sizeBytes))
    else {
      response.resume()
      answer.reject(new Error('The function host no longer has what was rendered.'))
    }
  })
  request.once('timeout', () => request.destroy(new Error('The function host did not give what was rendered.')))
  request.once('error', (cause) => answer.reject(cause))
  request.end()
  return answer.promise
}
