import { readFileSync } from 'node:fs'
import { readIfPresent } from './read-if-present.ts'

/**
 * When a living process started, as a text that only this process has; `undefined` when there is no such process. On Linux the
 * boot and the tick of it (proc_pid_stat(5), field 22), and a zombie is not alive; elsewhere merely that it is alive.
 */
export function processStart(pid: number): string | undefined {
  if (process.platform !== 'linux') return isAlive(pid) ? 'alive' : undefined
  const stat = readIfPresent(`/proc/${pid}/stat`)
  // The command, field 2, is in parentheses and may itself hold spaces and parentheses.
  const [state, ...fields] = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? []
  if (state === undefined || state === 'Z' || state === 'X') return undefined
  return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${fields[18]}`
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
