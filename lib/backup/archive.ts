import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { z } from 'zod'
import type { Contents, Snapshot } from '@/db/queries/backup/backup'
import type { RowsPiece } from '@/db/queries/backup/restore'
import { type ArchivedFile, ArchiveFault, readTar, tarOf } from '@/lib/backup/tar'

/** What stands first in an archive: whose it is, and what follows. */
export type Manifest = Contents & {
  readonly format: 1
  /** The Freshet that made it. */
  readonly version: string
}

const MANIFEST = 'freshet-backup.json'
const CHECKSUMS = 'checksums.json'
const PIECE_BYTES = 4 * 1_048_576

const hash = z.string().regex(/^[0-9a-f]{64}$/)
/** A name of ours: it becomes part of statements. */
const identifier = z.string().regex(/^[a-z][a-z0-9_]*$/)
const manifestSchema = z.object({
  format: z.literal(1),
  version: z.string(),
  at: z.iso.datetime(),
  seq: z.number(),
  migrations: z.array(hash),
  tables: z.array(z.object({ name: identifier, columns: z.array(identifier) })),
  partitions: z.array(identifier),
  sequences: z.array(z.object({ name: identifier, last: z.string().regex(/^\d+$/) })),
  sizeBytes: z.number(),
})
const checksumsSchema = z.record(z.string(), hash)

/** Bytes of rows that have been written or read so far, of how many about. */
export type Progress = (doneBytes: number) => void

/**
 * Writes all of a snapshot to `file`, which appears when it is whole and safe on the disk, readable by its owner alone. Gives its
 * size. What was begun and not finished is removed.
 */
export async function writeArchive(
  file: string,
  {
    version,
    snapshot,
    onProgress,
  }: { readonly version: string; readonly snapshot: Snapshot; readonly onProgress: Progress },
): Promise<number> {
  const unfinished = `${file}.part`
  await rm(unfinished, { force: true })
  const handle = await open(unfinished, 'wx', 0o600)
  try {
    const files = withChecksums(filesOf(version, snapshot, onProgress))
    // Pages are compressed already: more effort would gain little.
    await pipeline(Readable.from(tarOf(files)), createGzip({ level: 1 }), handle.createWriteStream({ flush: true }))
    const written = await open(unfinished)
    const { size } = await written.stat()
    await written.close()
    await rename(unfinished, file)
    return size
  } catch (error) {
    await handle.close().catch(() => {})
    await rm(unfinished, { force: true })
    throw error
  }
}

async function* filesOf(version: string, snapshot: Snapshot, onProgress: Progress): AsyncGenerator<ArchivedFile> {
  const manifest: Manifest = { format: 1, version, ...snapshot.contents }
  yield { name: MANIFEST, bytes: Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`) }
  let doneBytes = 0
  for (const table of snapshot.contents.tables) {
    let n = 0
    for await (const bytes of piecesOf(snapshot.rowsOf(table))) {
      n += 1
      yield { name: `tables/${table.name}/${String(n).padStart(6, '0')}.copy`, bytes }
      doneBytes += bytes.byteLength
      onProgress(doneBytes)
    }
  }
}

/** The same bytes in pieces of one size, but for the last. */
async function* piecesOf(rows: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = []
  let heldBytes = 0
  for await (const bytes of rows) {
    held.push(bytes)
    heldBytes += bytes.byteLength
    if (heldBytes < PIECE_BYTES) continue
    const all = Buffer.concat(held)
    let from = 0
    for (; all.byteLength - from >= PIECE_BYTES; from += PIECE_BYTES) yield all.subarray(from, from + PIECE_BYTES)
    held = [all.subarray(from)]
    heldBytes = all.byteLength - from
  }
  if (heldBytes > 0) yield Buffer.concat(held)
}

async function* withChecksums(files: AsyncIterable<ArchivedFile>): AsyncGenerator<ArchivedFile> {
  const sums: Record<string, string> = {}
  for await (const file of files) {
    sums[file.name] = sha256(file.bytes)
    yield file
  }
  yield { name: CHECKSUMS, bytes: Buffer.from(`${JSON.stringify(sums, null, 2)}\n`) }
}

/** An archive that is being read. `pieces` are the rows; once they are through, every byte was as it was written. */
export type OpenArchive = { readonly manifest: Manifest; readonly pieces: AsyncGenerator<RowsPiece> }

/** Opens an archive. Throws `ArchiveFault` if it is not one, here or on the way through its pieces. */
export async function openArchive(file: string, onProgress: Progress = () => {}): Promise<OpenArchive> {
  const files = readTar(unpacked(file))
  const first = await files.next()
  if (first.done === true || first.value.name !== MANIFEST) throw new ArchiveFault('it is no backup of Freshet')
  return { manifest: parseManifest(first.value.bytes), pieces: checkedPieces(first.value, files, onProgress) }
}

/** Reads it from beginning to end, so that a damaged one is known before anything is changed. */
export async function verifyArchive(file: string, onProgress?: Progress): Promise<Manifest> {
  const { manifest, pieces } = await openArchive(file, onProgress)
  for await (const _ of pieces);
  return manifest
}

function parseManifest(bytes: Uint8Array): Manifest {
  const parsed = manifestSchema.safeParse(parseJson(bytes))
  if (parsed.success) return parsed.data
  const { data } = z.object({ format: z.number(), version: z.string() }).safeParse(parseJson(bytes))
  if (data !== undefined && data.format > 1) {
    throw new ArchiveFault(`Freshet ${data.version} wrote it in a newer form: upgrade this one first`)
  }
  throw new ArchiveFault('it is no backup of Freshet, or was changed')
}

async function* checkedPieces(
  manifest: ArchivedFile,
  files: AsyncGenerator<ArchivedFile>,
  onProgress: Progress,
): AsyncGenerator<RowsPiece> {
  const sums = new Map([[manifest.name, sha256(manifest.bytes)]])
  let doneBytes = 0
  for await (const { name, bytes } of files) {
    if (name === CHECKSUMS) {
      refuseOtherSums(sums, bytes)
      for await (const extra of files) throw new ArchiveFault(`${extra.name} stands behind its end`)
      return
    }
    const table = /^tables\/(\w+)\/\d+\.copy$/.exec(name)?.[1]
    if (table === undefined) throw new ArchiveFault(`it has a part "${name}" that no backup has`)
    sums.set(name, sha256(bytes))
    doneBytes += bytes.byteLength
    yield { table, bytes }
    onProgress(doneBytes)
  }
  throw new ArchiveFault('it ends too soon')
}

function refuseOtherSums(found: ReadonlyMap<string, string>, bytes: Uint8Array): void {
  const parsed = checksumsSchema.safeParse(parseJson(bytes))
  if (!parsed.success) throw new ArchiveFault('its checksums cannot be read')
  const written = new Map(Object.entries(parsed.data))
  const wrong = [...new Set([...found.keys(), ...written.keys()])].find((name) => found.get(name) !== written.get(name))
  if (wrong !== undefined) throw new ArchiveFault(`${wrong} is not as it was written`)
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch {
    return undefined
  }
}

async function* unpacked(file: string): AsyncGenerator<Uint8Array> {
  const source = createReadStream(file)
  const gunzip = createGunzip()
  // Its end is awaited by whoever reads what comes out.
  pipeline(source, gunzip).catch(() => {})
  try {
    yield* gunzip
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')) {
      throw new ArchiveFault(
        error.message === 'unexpected end of file' ? 'it ends too soon' : 'its bytes were changed',
        {
          cause: error,
        },
      )
    }
    throw error
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
