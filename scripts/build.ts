import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { takeLock } from '../lib/launcher/file-lock.ts'
import { finishPostgresPackage } from '../lib/launcher/postgres-binaries.ts'
import { bundle, ENTRIES, replaceFile } from './bundle.ts'
import { ROOT, runTool, step } from './steps.ts'

const STAMP = join(ROOT, 'dist/build.json')
const LOCK = join(ROOT, 'dist/build.lock')
const stampSchema = z.object({ sources: z.string(), nextBuildId: z.string() })

/** What a build depends on. Tests do not count, nor documents but the one that the dashboard shows. */
const SOURCES = [
  '{app,components,db,lib,public}/**/*',
  'scripts/{build,bundle,steps}.ts',
  'docs/failure-modes.md',
  'package-lock.json',
  'tsconfig.json',
  '*.config.{ts,mjs}',
]
const NOT_SOURCES = ['**/*.test.{ts,tsx}', 'vitest.config.ts', 'playwright.config.ts', 'drizzle.config.ts']

/** Builds what is missing or older than its sources, with a line per step; a second call does nothing. */
export async function main(): Promise<void> {
  finishPostgresPackage()
  await buildIfNeeded()
}

/**
 * As `main`. Two builds in one checkout would write the same files: the second waits for the first, and finds its work done. An
 * abort ends the build under way and rejects; the next call starts it afresh.
 */
export async function buildIfNeeded(signal?: AbortSignal): Promise<void> {
  if (isUpToDate(hashOfSources())) return
  const release = await lockBuild(signal)
  try {
    await build(signal)
  } finally {
    release()
  }
}

async function lockBuild(signal?: AbortSignal): Promise<() => void> {
  mkdirSync(dirname(LOCK), { recursive: true })
  for (let tries = 0; ; tries += 1) {
    const lock = takeLock(LOCK)
    if (lock.kind === 'taken') return lock.release
    if (tries === 0) process.stdout.write(`  Waiting for the build in this checkout by process ${lock.pid} …\n`)
    await delay(200, undefined, signal ? { signal } : {})
  }
}

async function build(signal?: AbortSignal): Promise<void> {
  const sources = hashOfSources()
  if (isUpToDate(sources)) return
  // While there is no stamp, whatever lies in .next is not to be trusted: Turbopack remembers failures there.
  const wasWhole = readStamp() !== undefined
  rmSync(STAMP, { force: true })
  await step('Bundle the edge, the CLI and the function host', () => bundle(ENTRIES))
  await step('Build the dashboard', () => buildDashboard({ isWarm: wasWhole, signal }))
  replaceFile(STAMP, Buffer.from(JSON.stringify({ sources, nextBuildId: readNextBuildId() })))
}

async function buildDashboard(options: { isWarm: boolean; signal: AbortSignal | undefined }): Promise<void> {
  if (!options.isWarm) rmSync(join(ROOT, '.next'), { recursive: true, force: true })
  try {
    await runTool('next', ['build'], {
      env: { NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' },
      isQuiet: true,
      ...(options.signal ? { signal: options.signal } : {}),
    })
  } catch (error) {
    if (!options.isWarm || options.signal?.aborted) throw error
    await buildDashboard({ ...options, isWarm: false })
  }
}

function isUpToDate(sources: string): boolean {
  const stamp = readStamp()
  return (
    stamp?.sources === sources &&
    stamp.nextBuildId === readNextBuildId() &&
    ENTRIES.every(({ name }) => existsSync(join(ROOT, 'dist', `${name}.mjs`)))
  )
}

function readStamp(): z.infer<typeof stampSchema> | undefined {
  try {
    return stampSchema.parse(JSON.parse(readFileSync(STAMP, 'utf8')))
  } catch {
    // None, or cut off while it was written: the build is made again.
    return undefined
  }
}

function readNextBuildId(): string | undefined {
  const file = join(ROOT, '.next/BUILD_ID')
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}

function hashOfSources(): string {
  const hash = createHash('sha256')
  const files = globSync(SOURCES, { cwd: ROOT, exclude: NOT_SOURCES, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  for (const file of files.sort()) {
    const bytes = readFileSync(file)
    hash.update(`${file.slice(ROOT.length)}\0${bytes.length}\0`).update(bytes)
  }
  return hash.digest('hex')
}
