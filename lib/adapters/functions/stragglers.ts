import { readdirSync, readFileSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import process from 'node:process'

/** What is ended may have started something meanwhile; who keeps ahead of this many looks is let go. */
const ROUNDS = 5

/**
 * Ends what a host started and what then left its process group, such as a daemon: the directory of the host, which is no
 * other's, is in the environment of all that descends from it. Where there is no `/proc` this ends nobody; nor does it
 * find a process that was started with another environment altogether.
 */
export async function endStragglers(home: string): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const names = await readdir('/proc').catch(() => [])
    const found = await Promise.all(
      names.filter(isPid).map(async (pid) => {
        const environ = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '')
        return isAtHome(environ, home) ? [Number(pid)] : []
      }),
    )
    if (!endAll(found.flat())) return
  }
}

/** The same without waiting, for a host that is about to end itself. */
export function endStragglersNow(home: string): void {
  for (let round = 0; round < ROUNDS; round += 1) {
    const found = namesIn('/proc').filter((pid) => isPid(pid) && isAtHome(contentOf(`/proc/${pid}/environ`), home))
    if (!endAll(found.map(Number))) return
  }
}

const isPid = (name: string) => /^\d+$/.test(name)

function isAtHome(environ: string, home: string): boolean {
  const latin1 = Buffer.from(home).toString('latin1')
  return environ.split('\0').some((pair) => pair === `HOME=${latin1}` || pair === `TMPDIR=${latin1}`)
}

/** Whether there was anybody beside this process. */
function endAll(pids: readonly number[]): boolean {
  const others = pids.filter((pid) => pid !== process.pid)
  for (const pid of others) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It ended by itself meanwhile, or became somebody else's.
    }
  }
  return others.length > 0
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory)
  } catch {
    return []
  }
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}
