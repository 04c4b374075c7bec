import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { brotliDecompress } from 'node:zlib'
import type { Db } from '@/db/client'
import type { PreviewAnswer } from '@/lib/ops/versions/dead-answer'
import { answerPreview } from '@/lib/ops/versions/preview-answer'

const decompress = promisify(brotliDecompress)

type PreviewOptions = {
  readonly db: Db
  /** Signs and checks the links. */
  readonly key: string
  readonly onError: (error: unknown) => void
}

/**
 * Stored pages on an origin of their own. It knows no sessions and no tokens of the API, sets no cookie, and has nothing to
 * say but the bytes that a link or its host names.
 */
export function createPreviewServer({ db, key, onError }: PreviewOptions): Server {
  return createServer({ shouldUpgradeCallback: () => false }, (request, response) => {
    answer(request, response, (asked) => answerPreview(db, key, asked)).catch((error: unknown) => {
      onError(error)
      if (response.headersSent) response.destroy()
      else response.writeHead(503, { 'content-type': 'text/plain' }).end('The database does not answer.\n')
    })
  })
}

async function answer(
  { method, url = '', headers }: IncomingMessage,
  response: ServerResponse,
  find: (asked: { readonly host: string; readonly path: string }) => Promise<PreviewAnswer>,
): Promise<void> {
  if (method !== 'GET') {
    response.writeHead(405, { allow: 'GET', 'content-type': 'text/plain' }).end('Links are only read.\n')
    return
  }
  const found = await find({ host: hostOf(headers.host), path: url })
  if (found.headers['content-encoding'] === undefined || /\bbr\b/.test(String(headers['accept-encoding'] ?? ''))) {
    response.writeHead(found.status, { ...found.headers, 'content-length': found.body.byteLength }).end(found.body)
    return
  }
  const { 'content-encoding': _, ...plain } = found.headers
  const body = await decompress(found.body)
  response.writeHead(found.status, { ...plain, 'content-length': body.byteLength }).end(body)
}

/** A host as a policy may name it; anything else is taken for none. */
function hostOf(header = ''): string {
  const host = header.toLowerCase()
  return /^[a-z0-9.-]+(?::\d{1,5})?$/.test(host) ? host : ''
}

/** Resolves once it listens, with its port. */
export async function listenForPreviews(server: Server, port: number, host: string): Promise<number> {
  server.listen(port, host)
  await once(server, 'listening')
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : port
}
