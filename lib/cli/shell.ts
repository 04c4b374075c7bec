import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { CliFailure, EXIT } from '@/lib/cli/failure'
import { painter, type Tone } from '@/lib/cli/paint'

/** What a verb may do with the terminal. Results go to standard output, everything else to standard error. */
export type Shell = {
  readonly isInteractive: boolean
  /** The result: `lines` for people, `value` with `--json`. */
  result(options: { readonly json?: boolean | undefined }, value: unknown, lines: readonly string[]): void
  /** A line of a result that goes on. */
  line(text: string): void
  /** Aborted when whoever looks has enough: Ctrl C, or nobody reads standard output any more. */
  untilLeft(): AbortSignal
  /** A result that is a file: its bytes, and nothing else. */
  write(body: Uint8Array): void
  /** A line of a result in a colour, where standard output shows any. */
  paint(tone: Tone, line: string): string
  /** What was asked for was done, and its answer is also told by the code to end with. */
  answerCode(code: number): void
  /** The code to end with, where nothing failed. */
  readonly exitCode: number
  note(line: string): void
  /** A line that replaces itself; silent without a terminal. */
  progress(line: string): void
  ask(question: string): Promise<string>
  /** The same, without showing what is typed. */
  askHidden(question: string): Promise<string>
  /** All of standard input. */
  readInput(): Promise<string>
}

/** What a shell makes of a program that wrote to a pipe nobody reads any more, as of `| head`: 128 and SIGPIPE. */
const UNREAD = 141

/** The terminal that the process was started in. */
export function createShell(): Shell {
  const { stdin, stdout, stderr } = process
  const isInteractive = Boolean(stdin.isTTY && stderr.isTTY)
  let exitCode: number = EXIT.done
  let isFollowed = false
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    if (!isFollowed) process.exit(UNREAD)
  })
  return {
    isInteractive,
    get exitCode() {
      return exitCode
    },
    answerCode(code) {
      exitCode = code
    },
    result({ json }, value, lines) {
      stdout.write(json ? `${JSON.stringify(value)}\n` : lines.map((line) => `${line}\n`).join(''))
    },
    line(text) {
      stdout.write(`${text}\n`)
    },
    untilLeft() {
      const left = new AbortController()
      isFollowed = true
      for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => left.abort())
      stdout.once('error', () => left.abort())
      return left.signal
    },
    write(body) {
      stdout.write(body)
    },
    paint: painter(stdout),
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
    async askHidden(question) {
      stderr.write(question)
      // Echoes into the void; a terminal in raw mode shows nothing by itself.
      const prompt = createInterface({
        input: stdin,
        output: new Writable({ write: (_, __, next) => next() }),
        terminal: true,
      })
      // Ctrl C is no value.
      const given = new AbortController()
      prompt.once('SIGINT', () => given.abort())
      try {
        return await prompt.question('', { signal: given.signal })
      } catch (cause) {
        throw new CliFailure(EXIT.refused, { code: 'invalid', message: 'Nothing was done.' }, { cause })
      } finally {
        prompt.close()
        stderr.write('\n')
      }
    },
    readInput: () => text(stdin),
  }
}
