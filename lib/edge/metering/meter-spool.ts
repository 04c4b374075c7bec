import { type FileHandle, mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { formatLine, parseLine, type SpoolLine } from '@/lib/edge/metering/spooled-batch'

export type MeterSpoolOptions = {
  /** Of all edges of this machine. */
  readonly directory: string
  /** One run of one edge. */
  readonly bootId: string
  readonly pid: number
  /** When a living process started, as a text that only it has: what it wrote is its own to send. */
  readonly startOf: (pid: number) => string | undefined
  readonly limitBytes?: number
  readonly segmentBytes?: number
}

const LIMIT_BYTES = 64 * 1024 * 1024
const SEGMENT_BYTES = 1024 * 1024
/** Writes between two after which the disk is asked to have them: ten seconds, which a machine without power loses at most. */
const WRITES_PER_SYNC = 40

/** `sentBytes`: how far it has been sent. */
export type Segment = { readonly file: string; readonly bootId: string; bytes: number; sentBytes: number }

type Current = { readonly segment: Segment; readonly handle: FileHandle }

/** One line of a segment, and where it ends; `null` for what is not a line. */
export type StoredLine = { readonly line: SpoolLine | null; readonly endBytes: number }

/**
 * Batches on their way to the database, in files: written by the edge four times a second, read back when they are sent, gone when
 * they have been. What an edge that was killed left here is sent by the next one of this machine. Segments are named
 * `<boot>.<pid>@<start of the process>.<number>.spool`; the newest of a running edge is always there, so that a kill never goes unseen.
 */
export class MeterSpool {
  readonly #options: MeterSpoolOptions
  readonly #limitBytes: number
  readonly #segmentBytes: number
  /** Oldest first. The last is this edge's own, and written to. */
  readonly #segments: Segment[]
  #current: Current
  #number = 1
  #unsynced = 0

  private constructor(options: MeterSpoolOptions, found: Segment[], current: Current) {
    this.#options = options
    this.#limitBytes = options.limitBytes ?? LIMIT_BYTES
    this.#segmentBytes = options.segmentBytes ?? SEGMENT_BYTES
    this.#segments = [...found, current.segment]
    this.#current = current
  }

  /** Takes over what edges that no longer run have left. */
  static async open(options: MeterSpoolOptions): Promise<MeterSpool> {
    await mkdir(options.directory, { recursive: true })
    const found = await findLeft(options)
    return new MeterSpool(options, found, await begin(options, 0))
  }

  /** Of this machine, over, and with something left here, as whoever was killed always has: an edge of that name no longer runs. */
  get endedRuns(): readonly string[] {
    const runs = new Set(this.#segments.map(({ bootId }) => bootId))
    return [...runs].filter((bootId) => bootId !== this.#options.bootId)
  }

  get bytes(): number {
    return this.#segments.reduce((sum, { bytes }) => sum + bytes, 0)
  }

  /**
   * Takes out the segments that have to go before so many bytes may be written, oldest first and never the one that is
   * `kept`. From now on nobody is given them to send: `remove` or `putBack` ends that.
   */
  takeBeyond(bytes: number, kept: Segment | undefined): readonly Segment[] {
    let excess = this.bytes + bytes - this.#limitBytes
    const leaving: Segment[] = []
    for (const segment of this.#segments) {
      if (excess <= 0 || segment === this.#current.segment) break
      if (segment === kept) continue
      leaving.push(segment)
      excess -= segment.bytes
    }
    for (const segment of leaving) this.#segments.splice(this.#segments.indexOf(segment), 1)
    return leaving
  }

  putBack(segments: readonly Segment[]): void {
    this.#segments.unshift(...segments)
  }

  /** Resolves once it is written: from then on a kill does not lose it. */
  async append(text: string): Promise<void> {
    if (this.#current.segment.bytes >= this.#segmentBytes) await this.#turn()
    const { segment, handle } = this.#current
    const bytes = Buffer.from(text)
    // At its own place: what a write that failed has left there is overwritten.
    const { bytesWritten } = await handle.write(bytes, 0, bytes.byteLength, segment.bytes)
    if (bytesWritten < bytes.byteLength) throw new Error('The spool of counts has no room on its disk.')
    segment.bytes += bytes.byteLength
    this.#unsynced += 1
    if (this.#unsynced < WRITES_PER_SYNC) return
    this.#unsynced = 0
    await handle.datasync()
  }

  /** The oldest segment; `undefined` when all of the newest has been sent, and it is the only one. */
  get oldest(): Segment | undefined {
    const [first] = this.#segments
    return first === this.#current.segment && first.bytes === first.sentBytes ? undefined : first
  }

  isCurrent(segment: Segment): boolean {
    return segment === this.#current.segment
  }

  /** Whether it is the last one of a run that is over. */
  isLastOfRun(segment: Segment): boolean {
    const others = this.#segments.filter(({ bootId }) => bootId === segment.bootId)
    return segment.bootId !== this.#options.bootId && others.at(-1) === segment
  }

  /**
   * What has not been sent of a segment; `undefined` when another edge has taken it. A line that was cut off, as by a kill, is
   * none.
   */
  async read(segment: Segment): Promise<StoredLine[] | undefined> {
    // The newest is read by its handle, up to what is surely written.
    const bytes = this.isCurrent(segment) ? await this.#readCurrent() : await readIfThere(segment.file)
    if (bytes === undefined) return undefined
    const lines: StoredLine[] = []
    for (let begin = segment.sentBytes, end = 0; begin < bytes.byteLength; begin = end) {
      const newline = bytes.indexOf(10, begin)
      if (newline === -1) break
      end = newline + 1
      lines.push({ line: parseLine(bytes.toString('utf8', begin, newline)) ?? null, endBytes: end })
    }
    return lines
  }

  /** Never the newest. */
  async remove(segment: Segment): Promise<void> {
    const at = this.#segments.indexOf(segment)
    if (at !== -1) this.#segments.splice(at, 1)
    await rm(segment.file, { force: true })
  }

  /** Leaves what is not sent to the next edge of this machine, with the word that it is all. */
  async close(atMs: number): Promise<void> {
    const isSent = this.oldest === undefined
    if (!isSent) await this.append(formatLine({ atMs, end: true }))
    await this.#current.handle.datasync()
    await this.#current.handle.close()
    if (isSent) await rm(this.#current.segment.file, { force: true })
  }

  async #turn(): Promise<void> {
    const before = this.#current
    this.#current = await begin(this.#options, this.#number)
    this.#number += 1
    this.#segments.push(this.#current.segment)
    await before.handle.close()
  }

  async #readCurrent(): Promise<Buffer> {
    const { segment, handle } = this.#current
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(segment.bytes), 0, segment.bytes, 0)
    return buffer.subarray(0, bytesRead)
  }
}

async function readIfThere(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

async function begin({ directory, bootId, pid, startOf }: MeterSpoolOptions, number: number) {
  const owner = `${pid}@${inName(startOf(pid) ?? '')}`
  const file = join(directory, `${bootId}.${owner}.${String(number).padStart(9, '0')}.spool`)
  return { segment: { file, bootId, bytes: 0, sentBytes: 0 }, handle: await open(file, 'w+') }
}

async function findLeft({ directory, bootId, pid, startOf }: MeterSpoolOptions): Promise<Segment[]> {
  const found: Segment[] = []
  for (const name of (await readdir(directory)).toSorted()) {
    const { boot, owner, started } =
      /^(?<boot>.+)\.(?<owner>\d+)(?:@(?<started>[^.]*))?\.\d+\.spool$/.exec(name)?.groups ?? {}
    if (boot === undefined || boot === bootId) continue
    const running = startOf(Number(owner))
    const isSame = running !== undefined && (started === undefined || started === inName(running))
    // A process that has the id of ours is ours, or of a former container; one that started at another time was given the id again.
    if (Number(owner) !== pid && isSame) continue
    const file = join(directory, name)
    // Another edge may have taken it over meanwhile.
    const bytes = await stat(file).then(
      ({ size }) => size,
      () => undefined,
    )
    if (bytes !== undefined) found.push({ file, bootId: boot, bytes, sentBytes: 0 })
  }
  return found
}

/** The start of a process, as it may stand in the name of a file. */
function inName(start: string): string {
  return start.replaceAll(/[^\w-]/g, '-')
}
