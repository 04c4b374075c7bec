import { readdirSync, readFileSync } from 'node:fs'
import { until } from './until.ts'

/** Everything that this process started, and what those started. Known on Linux only. */
export function descendantsOf(pid: number): readonly number[] {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((each) => parentOf(each) === pid)
  return children.flatMap((child) => [child, ...descendantsOf(child)])
}

/** Resolves once none of them lives. */
export async function untilGone(pids: readonly number[]): Promise<void> {
  await until(async () => {
    const living = pids.filter((pid) => parentOf(pid) !== undefined)
    if (living.length > 0) throw new Error(`Processes ${living.join(', ')} outlive the one that started them.`)
  })
}

/** A process may end between being listed and being signalled. */
export function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
    }
  }
}

/** `undefined` for one that does not live: gone, or a zombie that nobody has asked for. */
function parentOf(pid: number): number | undefined {
  try {
    const [, state, parent] = /\) (\S) (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? []
    return state === 'Z' ? undefined : Number(parent)
  } catch {
    return undefined
  }
}
