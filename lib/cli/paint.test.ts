import { Writable } from 'node:stream'
import { WriteStream } from 'node:tty'
import { afterEach, expect, test, vi } from 'vitest'
import { painter } from '@/lib/cli/paint'

const RED = '\u001b[31mgone\u001b[39m'
/** How many colours a terminal has is told by Node from the environment, as for a real one. */
const stream = (isTTY: boolean) =>
  Object.assign(new Writable(), { isTTY, getColorDepth: WriteStream.prototype.getColorDepth })

afterEach(() => vi.unstubAllEnvs())

function only(variables: Readonly<Record<string, string>>) {
  vi.stubEnv('TERM', 'xterm-256color')
  // Of a machine that builds and tests, Node believes that nobody sees colours.
  for (const name of ['NO_COLOR', 'FORCE_COLOR', 'NODE_DISABLE_COLORS', 'CI']) vi.stubEnv(name, variables[name])
}

test('a terminal is shown colours', () => {
  only({})
  expect(painter(stream(true))('removed', 'gone')).toBe(RED)
})

test('what is no terminal, and who set NO_COLOR, gets the line as it is', () => {
  only({})
  expect(painter(stream(false))('removed', 'gone')).toBe('gone')
  only({ NO_COLOR: '1' })
  expect(painter(stream(true))('removed', 'gone')).toBe('gone')
})

test('who set FORCE_COLOR gets colours also by a pipe', () => {
  only({ FORCE_COLOR: '1' })
  expect(painter(stream(false))('removed', 'gone')).toBe(RED)
})
