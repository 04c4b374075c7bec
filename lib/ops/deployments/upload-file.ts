import { insertBlobs } from '@/db/queries/cache/blobs'
import { findUpload } from '@/db/queries/deployments/deployments'
import type { UploadFileInput, UploadFileResult } from '@/lib/contract/deployments'
import type { OpsContext } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { reachesProject } from '@/lib/ops/require-project'
import { requireScope } from '@/lib/ops/require-scope'

/** Well above any function bundle; a row of the database holds the whole file. */
const MAX_FILE_BYTES = 128 * 1024 * 1024

/**
 * Stores one file of an open deployment, by the hash of its bytes. Sending it again changes nothing, so a broken
 * connection is simply tried again. It is no change that anybody can see: finishing the deployment is, and is audited.
 */
export async function uploadFile(
  ctx: OpsContext,
  input: UploadFileInput,
  body: AsyncIterable<Uint8Array>,
): Promise<UploadFileResult> {
  requireScope(ctx, 'deploy')
  const { id, sha256 } = input
  const upload = await findUpload(ctx.db, { deploymentId: id, sha256 })
  if (upload === undefined || !reachesProject(ctx, upload.projectId)) {
    throw new OpError('not_found', `No deployment ${id} asks for this file.`)
  }
  if (upload.state !== 'uploading') throw new OpError('conflict', `The upload of ${id} is finished.`)

  const packed = await ctx.packer.pack(await readAtMost(body, MAX_FILE_BYTES))
  const sizeBytes = packed.identity.byteLength
  if (packed.sha256 !== sha256) throw new OpError('invalid', 'The bytes do not have the SHA-256 that they came under.')
  const bytes = packed.brotli ?? packed.identity
  const encoding = packed.brotli === null ? 'identity' : 'br'
  await insertBlobs(ctx.db, [{ sha256, encoding, bytes, sizeBytes, storedBytes: bytes.byteLength }])
  return { sha256, sizeBytes }
}

async function readAtMost(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let sizeBytes = 0
  for await (const part of body) {
    sizeBytes += part.byteLength
    if (sizeBytes > maxBytes) throw new OpError('invalid', `A file has at most ${maxBytes / 1024 / 1024} MiB.`)
    parts.push(part)
  }
  return Buffer.concat(parts)
}
