import { createInterface } from 'node:readline/promises'

/** What a verb may do with the terminal. Results go to standard output, everything else to standard error. */
export type Shell = {
  readonly isInteractive: boolean
  /** The result: `lines` for people, `value` with `--json`. */
  result(options: { readonly json?: boolean | undefined }, value: unknown, lines: readonly string[]): void
  note(line: string): void
  /** A line that replaces itself; silent without a terminal. */
  progress(line: string): void
  ask(question: string): Promise<string>
}

/** The terminal that the process was started in. */
export function createShell(): Shell {
  const { stdin, stdout, stderr } = process
  const isInteractive = Boolean(stdin.isTTY && stderr.isTTY)
  return {
    isInteractive,
    result({ json }, value, lines) {
      stdout.write(json ? `${JSON.stringify(value)}\n` : lines.map((line) => `${line}\n`).join(''))
    },
    note(line) {
      stderr.write(`${line}\n`)
    },
    progress(line) {
      if (stderr.isTTY) stderr.write(`\r\u001b[K${line}`)
    },
    async ask(question) {
      const prompt = createInterface({ input: stdin, output: stderr })
      try {
        return await prompt.question(question)
      } finally {
        prompt.close()
      }
    },
  }
}
