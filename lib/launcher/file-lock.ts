import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import { processStart } from '../adapters/processes/process-start.ts'

/**
 * `held`: a living process has it. `taken`: it is ours until `release`; `wasLeftBehind` says that whoever had it before was
 * killed, so that what it started may still be on its way out.
 */
export type FileLock =
  | { readonly kind: 'held'; readonly pid: number }
  | { readonly kind: 'taken'; readonly wasLeftBehind: boolean; release(): void }

const lockSchema = z.object({ pid: z.number(), startedAt: z.string() })

/**
 * Takes the lock `file` for this process, unless a living one has it. It names its process by number and start, so that a lock
 * left by a killed process, or by a machine that went down, is no obstacle, whoever has that number now.
 */
export function takeLock(file: string): FileLock {
  const mine = `${file}.${process.pid}`
  writeFileSync(mine, JSON.stringify({ pid: process.pid, startedAt: processStart(process.pid) }), { mode: 0o600 })
  try {
    // Linking tells two that start at once apart: one of them finds the lock of the other.
    const wasLeftBehind = !tryLink(mine, file)
    const holder = wasLeftBehind ? livingHolder(file) : undefined
    if (holder !== undefined) return { kind: 'held', pid: holder }
    if (wasLeftBehind) {
      rmSync(file, { force: true })
      linkSync(mine, file)
    }
    return { kind: 'taken', wasLeftBehind, release: () => rmSync(file, { force: true }) }
  } finally {
    rmSync(mine, { force: true })
  }
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

function livingHolder(file: string): number | undefined {
  if (!existsSync(file)) return undefined
  const text = readFileSync(file, 'utf8')
  if (text === '') return undefined
  const { pid, startedAt } = lockSchema.parse(JSON.parse(text))
  return processStart(pid) === startedAt ? pid : undefined
}
