import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'

export type FileFacts = { readonly sha256: string; readonly sizeBytes: number; readonly isExecutable: boolean }

/** Hashes files as streams, each once: with `filePathMap` many functions share the same hundreds of files. */
export class FileHasher {
  readonly #known = new Map<string, Promise<FileFacts>>()

  /** Rejects when the file cannot be read. */
  describe(path: string): Promise<FileFacts> {
    const known = this.#known.get(path) ?? describeFile(path)
    this.#known.set(path, known)
    return known
  }
}

async function describeFile(path: string): Promise<FileFacts> {
  const hash = createHash('sha256')
  let sizeBytes = 0
  await pipeline(createReadStream(path), async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) {
      hash.update(chunk)
      sizeBytes += chunk.byteLength
    }
  })
  const { mode } = await stat(path)
  return { sha256: hash.digest('hex'), sizeBytes, isExecutable: (mode & 0o111) !== 0 }
}
