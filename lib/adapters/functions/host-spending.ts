import { readFileSync } from 'node:fs'
import { Shares } from '@/lib/adapters/functions/shares'

/** What a call took of its process, as it is seen from outside. */
export type Spending = { readonly memoryMbMs: number; readonly cpuUs: number }

/** proc_pid_stat(5) counts in hundredths of a second on every system that node is built for. */
const TICK_US = 10_000

/**
 * What the calls of one process took of it, seen from outside: its memory for so long, and CPU time as of the last look. What the
 * process tells by itself is newer; this is what is left of one that can tell nothing any more.
 */
export class HostSpending {
  readonly #memoryMb: number
  readonly #lifetime = new Shares(() => performance.now())
  readonly #cpu = new Shares(() => this.#seenCpuUs)
  #seenCpuUs = 0

  constructor(memoryMb: number) {
    this.#memoryMb = memoryMb
  }

  /** Of a process that has just ended, while nobody has collected it yet, this still finds what it took. */
  look(pid: number | undefined): void {
    if (pid !== undefined) this.#seenCpuUs = Math.max(this.#seenCpuUs, readCpuUs(pid))
  }

  /** A call begins: what is returned ends it. */
  open(): () => Spending {
    const lifetime = this.#lifetime.open()
    const cpu = this.#cpu.open()
    return () => ({ memoryMbMs: lifetime() * this.#memoryMb, cpuUs: Math.round(cpu()) })
  }
}

/** CPU time of a process so far; 0 where the system does not tell, or of one that is gone. */
function readCpuUs(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The command, field 2, is in parentheses and may itself hold spaces and parentheses; 14 and 15 are user and system time.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11]) + Number(fields[12])) * TICK_US
  } catch {
    return 0
  }
}
