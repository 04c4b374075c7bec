import { readdirSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { readIfPresent } from '../adapters/processes/read-if-present.ts'

/** What a running server writes of itself into `postmaster.pid` (src/include/utils/pidfile.h). */
export type Postmaster = { readonly pid: number; readonly port: number; readonly isReady: boolean }

/** A standby accepts whoever reads. */
const ACCEPTS = new Set(['ready', 'standby'])

/** Reads `postmaster.pid`; `undefined` when there is none, or none that a server finished writing. */
export function readPostmaster(dataDir: string): Postmaster | undefined {
  const lines = readIfPresent(join(dataDir, 'postmaster.pid'))?.split('\n')
  const pid = Number(lines?.[0])
  if (!lines || !Number.isInteger(pid) || pid <= 0) return undefined
  return { pid, port: Number(lines[3]), isReady: ACCEPTS.has(lines[7]?.trim() ?? '') }
}

/**
 * Whether `pid` is a living PostgreSQL process. On Linux a zombie, which a PID 1 that reaps late leaves behind, and a
 * number given to another program since, are not; elsewhere every process with that number counts.
 */
export function isPostgresAlive(pid: number): boolean {
  if (process.platform === 'linux') return /\(postgres\) [^ZX]/.test(readIfPresent(`/proc/${pid}/stat`) ?? '')
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/**
 * PostgreSQL processes that work in `dataDir`: its server, and those that a killed one leaves behind for a moment;
 * nobody may start another before the last of them is gone. Known on Linux only; elsewhere the process that
 * `postmaster.pid` names has to do.
 */
export function processesIn(dataDir: string): readonly number[] {
  if (process.platform !== 'linux') {
    const found = readPostmaster(dataDir)
    return found && isPostgresAlive(found.pid) ? [found.pid] : []
  }
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && workingDirectory(pid) === dataDir && isPostgresAlive(pid))
}

function workingDirectory(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    // Gone meanwhile, or somebody else's: not one of ours.
    return undefined
  }
}
