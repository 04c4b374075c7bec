import type { Writable } from 'node:stream'
import { styleText } from 'node:util'

export type Tone = 'added' | 'removed' | 'noted' | 'faint' | 'strong'

const STYLE = { added: 'green', removed: 'red', noted: 'yellow', faint: 'dim', strong: 'bold' } as const

/** Colours a line for a terminal. If the stream is not one, or `NO_COLOR` is set, lines stay as they are. */
export function painter(stream: Writable): (tone: Tone, line: string) => string {
  return (tone, line) => styleText(STYLE[tone], line, { stream })
}
