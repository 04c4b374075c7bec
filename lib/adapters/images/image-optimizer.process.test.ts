import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterEach, describe, expect, test } from 'vitest'
import {
  createImageOptimizer,
  type HostedImages,
  type ImageOptimizerOptions,
} from '@/lib/adapters/images/image-optimizer'
import type { ImageJob } from '@/lib/engine/images/optimizer'

const hostScript = join(import.meta.dirname, '../../../dist/image-host.mjs')
const open = new Set<HostedImages>()
const taken = new Set<string>()

function optimizer(limits: ImageOptimizerOptions['limits'] = {}, script = hostScript) {
  const images = createImageOptimizer({ hostScript: script, limits })
  open.add(images)
  return images
}

afterEach(async () => {
  for (const images of open) await images.stop()
  open.clear()
  for (const directory of taken) await rm(directory, { recursive: true })
  taken.clear()
})

const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: { r: 200, g: 80, b: 20 } } })

/** Random dots: nothing that compresses, so that a format has work to do. */
function noise(width: number, height: number) {
  const dots = Buffer.alloc(width * height * 3)
  let seed = 1
  for (let at = 0; at < dots.length; at++) {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    dots[at] = seed >> 16
  }
  return sharp(dots, { raw: { width, height, channels: 3 } })
}

const job = (bytes: Uint8Array, more: Partial<ImageJob> = {}): ImageJob => ({
  bytes,
  width: 64,
  quality: 75,
  type: 'image/webp',
  ...more,
})

async function madeBy(images: HostedImages, wanted: ImageJob) {
  const result = await images.optimize(wanted)
  if (result.kind === 'failed') throw new Error(`${result.reason}: ${result.message}`)
  const { format, width, height } = await sharp(result.bytes).metadata()
  return { format, width, height }
}

describe('copies', () => {
  test.each([
    ['image/webp', 'webp'],
    ['image/avif', 'heif'],
    ['image/jpeg', 'jpeg'],
    ['image/png', 'png'],
    ['image/gif', 'gif'],
    ['image/tiff', 'tiff'],
  ] as const)('%s, in the width that was asked for', async (type, format) => {
    const source = await picture(200, 100).png().toBuffer()
    expect(await madeBy(optimizer(), job(source, { type }))).toEqual({ format, width: 64, height: 32 })
  })

  test('never larger than the source', async () => {
    const source = await picture(20, 10).png().toBuffer()
    expect(await madeBy(optimizer(), job(source, { width: 640 }))).toMatchObject({ width: 20, height: 10 })
  })

  test('upright, where the camera was held sideways', async () => {
    const source = await picture(200, 100).jpeg().withMetadata({ orientation: 6 }).toBuffer()
    expect(await madeBy(optimizer(), job(source))).toMatchObject({ width: 64, height: 128 })
  })

  test('several at once share the processes that there are', async () => {
    const images = optimizer({ hosts: 2 })
    const source = await picture(200, 100).png().toBuffer()
    const made = await Promise.all(Array.from({ length: 6 }, () => madeBy(images, job(source))))
    expect(made.every(({ width }) => width === 64)).toBe(true)
    expect(images.pids().length).toBeLessThanOrEqual(2)
  })
})

describe('what is no picture of ours', () => {
  test('bytes that only begin like one', async () => {
    const source = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(100)])
    expect(await optimizer().optimize(job(source))).toMatchObject({ kind: 'failed', reason: 'not_an_image' })
  })

  test('a format that is left out: an SVG could name files of the machine', async () => {
    const source = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    expect(await optimizer().optimize(job(source))).toMatchObject({ kind: 'failed', reason: 'not_an_image' })
  })

  test('T14: a bomb: few bytes, a hundred million dots', async () => {
    const source = await picture(16_000, 7_000).png({ compressionLevel: 9 }).toBuffer()
    expect(source.byteLength).toBeLessThan(2_000_000)
    expect(await optimizer().optimize(job(source))).toMatchObject({ kind: 'failed', reason: 'too_large' })
  })

  test('one that takes too long ends its process, and the next one gets another', async () => {
    const images = optimizer({ timeoutMs: 1_000, hosts: 1 })
    const small = await picture(200, 100).png().toBuffer()
    await madeBy(images, job(small))
    const [before] = images.pids()
    const slow = job(await noise(3_000, 3_000).png().toBuffer(), { width: 3_000, type: 'image/avif' })
    expect(await images.optimize(slow)).toMatchObject({ kind: 'failed', reason: 'too_slow' })
    expect(await madeBy(images, job(small))).toMatchObject({ width: 64 })
    expect(images.pids()[0]).not.toBe(before)
  })

  test('one that ended its process is refused for a while in any size, without another process', async () => {
    const source = await noise(3_000, 3_000).png().toBuffer()
    const slow = job(source, { width: 3_000, type: 'image/avif' })
    const images = optimizer({ timeoutMs: 1_000, hosts: 1 })
    await images.optimize(slow)
    const before = images.pids()
    expect(await images.optimize({ ...slow, width: 64 })).toMatchObject({ kind: 'failed', reason: 'too_slow' })
    expect(images.pids().filter((pid) => !before.includes(pid))).toEqual([])
    const forgiving = optimizer({ timeoutMs: 1_000, hosts: 1, refuseMs: 0 })
    await forgiving.optimize(slow)
    expect(await forgiving.optimize({ ...slow, width: 64, type: 'image/jpeg' })).toMatchObject({ kind: 'optimized' })
  })

  test('one that takes too much memory ends its process', async () => {
    const images = optimizer({ memoryMb: 60, memoryCheckMs: 20 })
    const large = job(await noise(3_000, 3_000).png().toBuffer(), { width: 3_000, type: 'image/avif' })
    expect(await images.optimize(large)).toMatchObject({ kind: 'failed', reason: 'too_large' })
  })

  test('one too many is refused at once', async () => {
    const images = optimizer({ hosts: 1, queue: 1 })
    const source = await picture(200, 100).png().toBuffer()
    const results = await Promise.all(Array.from({ length: 3 }, () => images.optimize(job(source))))
    expect(results.map((result) => (result.kind === 'failed' ? result.reason : result.kind))).toEqual([
      'optimized',
      'optimized',
      'overloaded',
    ])
  })

  test('a machine without the package says so', async () => {
    const images = optimizer({}, '/nowhere/image-host.mjs')
    expect(await images.optimize(job(new Uint8Array()))).toMatchObject({ kind: 'failed', reason: 'unavailable' })
  })
})

describe('an image that took over the process which reads it', () => {
  /** What such a process does over what it shares with the edge. */
  async function takenOver(source: string): Promise<string> {
    const directory = await mkdtemp(join(tmpdir(), 'freshet-images-'))
    taken.add(directory)
    await mkdir(join(directory, 'node_modules/sharp'), { recursive: true })
    await writeFile(join(directory, 'node_modules/sharp/index.js'), '')
    const script = join(directory, 'host.mjs')
    await writeFile(
      script,
      `import { closeSync, readSync, writeSync } from 'node:fs'
       const write = (bytes) => { for (let at = 0; at < bytes.length; ) try { at += writeSync(3, bytes, at) } catch (error) { if (error.code !== 'EAGAIN') throw error } }
       const frame = (head) => {
         const text = Buffer.from(JSON.stringify(head))
         const lengths = Buffer.alloc(8)
         lengths.writeUInt32BE(text.length + 4, 0)
         lengths.writeUInt32BE(text.length, 4)
         return Buffer.concat([lengths, text])
       }
       setInterval(() => undefined, 1_000)
       ${source}`,
    )
    return script
  }

  test.each([
    ['writes garbage', "write(Buffer.from('garbage\\n'))"],
    ['writes what Node.js writes', `write(Buffer.from('{"cmd":"NODE_HANDLE_ACK"}\\n'))`],
    ['writes a frame that is no JSON', 'write(Buffer.from([0, 0, 0, 5, 0, 0, 0, 1, 0x7b]))'],
    ['says that a frame will come which is too long', 'write(Buffer.from([255, 255, 255, 255]))'],
    ['answers something else', "write(frame({ kind: '__proto__' }))"],
    ['hangs up', 'closeSync(3); for (;;);'],
  ])('costs its own process where it %s', async (_title, source) => {
    const images = optimizer({ hosts: 1 }, await takenOver(source))

    expect(await images.optimize(job(new Uint8Array(10)))).toMatchObject({ kind: 'failed', reason: 'crashed' })

    await expect.poll(() => images.pids()).toEqual([])
  })

  test('costs its own process where it answers more than it was asked', async () => {
    const images = optimizer({ hosts: 1 }, await takenOver("for (;;) write(frame({ kind: 'optimized' }))"))

    await images.optimize(job(new Uint8Array(10)))

    await expect.poll(() => images.pids()).toEqual([])
  })

  test('costs its own process where it reads nothing', async () => {
    const images = optimizer({ hosts: 1, timeoutMs: 1_000 }, await takenOver(''))

    expect(await images.optimize(job(new Uint8Array(10_000_000)))).toMatchObject({ kind: 'failed', reason: 'too_slow' })

    await expect.poll(() => images.pids()).toEqual([])
  })
})

test('no process is left when the edge stops', async () => {
  const images = optimizer()
  await images.optimize(job(await picture(20, 10).png().toBuffer()))
  const [pid] = images.pids()
  await images.stop()
  expect(images.pids()).toEqual([])
  expect(() => process.kill(pid ?? 0, 0)).toThrow('ESRCH')
})
