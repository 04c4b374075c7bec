import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { build } from 'esbuild'
import type { Tally } from './play-many.ts'

const USAGE = `npm run sim -- [--seeds <count>] [--from <seed>] [--workers <count>] [--seed <seed>]

  --seeds   how many seeds to play, 2000 if left out
  --from    the first of them, 1 if left out
  --workers how many play at a time, one for each core if left out
  --seed    plays this one alone and prints all that happens in it
`

/** Plays seeds, or replays one with its whole story. Resolves to 1 when an invariant was violated, to 2 for a wrong call. */
export async function main(args: readonly string[]): Promise<number> {
  const asked = read(args)
  if (asked === undefined) {
    process.stderr.write(USAGE)
    return 2
  }
  const folder = mkdtempSync(join(tmpdir(), 'freshet-sim-'))
  try {
    await bundle(folder)
    return asked.kind === 'one' ? await replay(folder, asked.seed) : await playAll(folder, asked)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

type Asked =
  | { readonly kind: 'one'; readonly seed: number }
  | { readonly kind: 'many'; readonly first: number; readonly count: number; readonly workers: number }

function read(args: readonly string[]): Asked | undefined {
  const text = { type: 'string' } as const
  try {
    const { values } = parseArgs({ args: [...args], options: { seeds: text, from: text, workers: text, seed: text } })
    const [count = 2_000, first = 1, seed] = [values.seeds, values.from, values.seed].map(wholeNumber)
    const workers = Math.max(1, wholeNumber(values.workers) ?? availableParallelism())
    if (seed !== undefined) return { kind: 'one', seed }
    return { kind: 'many', first, count, workers }
  } catch {
    return undefined
  }
}

/** Throws for what is none. */
function wholeNumber(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (!/^\d{1,15}$/.test(text)) throw new Error(`Not a whole number: ${text}`)
  return Number(text)
}

async function bundle(folder: string): Promise<void> {
  await build({
    entryPoints: ['worker', 'play'].map((name) => join(import.meta.dirname, `${name}.ts`)),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
  })
}

async function replay(folder: string, seed: number): Promise<number> {
  const { play }: typeof import('./play.ts') = await import(pathToFileURL(join(folder, 'play.mjs')).href)
  const { trace, violation, answerCount } = await play(seed, { isTraced: true })
  process.stdout.write(`${trace.join('\n')}\n`)
  process.stdout.write(`seed ${seed}: ${answerCount} answers, ${violation ?? 'no violation'}\n`)
  return violation === undefined ? 0 : 1
}

async function playAll(folder: string, { first, count, workers }: Extract<Asked, { readonly kind: 'many' }>) {
  const beganAtMs = performance.now()
  const stride = Math.min(workers, Math.max(1, count))
  const onPlayed = progress(count)
  const parts = await Promise.all(
    Array.from({ length: stride }, (_, at) =>
      inWorker(folder, { first: first + at, count: count - at, stride }, onPlayed),
    ),
  )
  const seconds = (performance.now() - beganAtMs) / 1_000
  const failed = parts.flatMap((part) => part.failed).toSorted((one, other) => one.seed - other.seed)
  const [seedCount, answerCount] = [sum(parts, 'seedCount'), sum(parts, 'answerCount')]
  for (const { seed, violation } of failed) {
    process.stdout.write(`seed ${seed}: ${violation}\n  npm run sim -- --seed ${seed}\n`)
  }
  const pace = `${seconds.toFixed(1)} s, ${(seedCount / seconds).toFixed(0)} seeds/s`
  process.stdout.write(`${seedCount} seeds, ${answerCount} answers looked at, ${failed.length} violations, ${pace}\n`)
  return failed.length === 0 ? 0 : 1
}

function sum(parts: readonly Tally[], name: 'seedCount' | 'answerCount'): number {
  return parts.reduce((total, part) => total + part[name], 0)
}

const PROGRESS_MS = 10_000

/** Says now and then on standard error how far it is. */
function progress(count: number): (violation: string | undefined) => void {
  const beganAtMs = performance.now()
  let [played, violations, saidAtMs] = [0, 0, beganAtMs]
  return (violation) => {
    played += 1
    if (violation !== undefined) violations += 1
    const nowMs = performance.now()
    if (nowMs - saidAtMs < PROGRESS_MS) return
    saidAtMs = nowMs
    const pace = ((played / (nowMs - beganAtMs)) * 1_000).toFixed(0)
    process.stderr.write(`${played} of ${count} seeds, ${violations} violations so far, ${pace} seeds/s\n`)
  }
}

type Told =
  | { readonly kind: 'played'; readonly violation: string | undefined }
  | { readonly kind: 'done'; readonly tally: Tally }

function inWorker(
  folder: string,
  workerData: { first: number; count: number; stride: number },
  onPlayed: (violation: string | undefined) => void,
): Promise<Tally> {
  const { promise, resolve, reject } = Promise.withResolvers<Tally>()
  const worker = new Worker(pathToFileURL(join(folder, 'worker.mjs')), { workerData })
  worker.on('message', (told: Told) => {
    if (told.kind === 'done') resolve(told.tally)
    else onPlayed(told.violation)
  })
  worker.once('error', reject)
  worker.once('exit', (code) => reject(new Error(`A worker ended with ${code} before it was done.`)))
  return promise
}
