import type { ChildProcess } from 'node:child_process'
import { readOutput } from '@/lib/adapters/functions/read-output'

/** Lines of a process that are held, for the calls that fail while it prints them. */
const HELD_LINES = 50
const LINE_CHARACTERS = 500

/** The last lines that a process printed, numbered. What it holds is bounded, whatever is printed. */
export class RecentOutput {
  readonly #lines: string[] = []
  #count = 0

  /** How many lines there were so far. */
  get count(): number {
    return this.#count
  }

  /** Holds what a process prints from now on, and hands each line on. */
  hear(child: ChildProcess, onLine: (stream: 'stdout' | 'stderr', line: string) => void): void {
    for (const name of ['stdout', 'stderr'] as const) {
      const stream = child[name]
      if (stream === null) continue
      readOutput(stream, (line) => {
        this.add(line)
        onLine(name, line)
      })
    }
  }

  add(line: string): void {
    this.#count += 1
    this.#lines.push(line.slice(0, LINE_CHARACTERS))
    if (this.#lines.length > HELD_LINES) this.#lines.shift()
  }

  /** Those printed since there were so many, as far as they are held. */
  since(count: number): readonly string[] {
    const wanted = this.#count - count
    return wanted <= 0 ? [] : this.#lines.slice(-wanted)
  }
}
