import type { Readable } from 'node:stream'

const WINDOW_MS = 1_000
const LINES_PER_WINDOW = 200
const LINE_CHARACTERS = 4_096
/** Beyond this the pipe is left to fill: a flood slows the function that makes it, and not the edge. */
const CHARACTERS_PER_WINDOW = 1024 * 1024

/**
 * Cuts what a function prints into lines, for the log. Long lines are cut off, and of a flood only the first lines of
 * each second are given, followed by one that counts the rest: what the edge holds is bounded, whatever is printed.
 */
export function readOutput(stream: Readable, onLine: (line: string) => void): void {
  let partial = ''
  let seen = { characters: 0, lines: 0 }
  let timer: NodeJS.Timeout | undefined

  const endLine = () => {
    seen.lines += 1
    if (seen.lines <= LINES_PER_WINDOW) onLine(partial)
    partial = ''
  }
  const endWindow = () => {
    clearTimeout(timer)
    timer = undefined
    const dropped = seen.lines - LINES_PER_WINDOW
    if (dropped > 0) onLine(`[${dropped} more lines within a second were dropped]`)
    seen = { characters: 0, lines: 0 }
    stream.resume()
  }

  // What cannot be read any more is over, which `close` tells.
  stream.on('error', () => undefined)
  stream.setEncoding('utf8')
  stream.on('data', (text: string) => {
    timer ??= setTimeout(endWindow, WINDOW_MS).unref()
    seen.characters += text.length
    const [first = '', ...rest] = text.split('\n')
    partial = (partial + first).slice(0, LINE_CHARACTERS)
    for (const piece of rest) {
      endLine()
      partial = piece.slice(0, LINE_CHARACTERS)
    }
    if (seen.characters >= CHARACTERS_PER_WINDOW) stream.pause()
  })
  stream.once('close', () => {
    if (partial !== '') endLine()
    endWindow()
  })
}
