import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { inheritedEnv } from '../lib/server/env.ts'
import { ROOT } from './steps.ts'

/** The first start builds the dashboard. */
const START_LIMIT_MS = 600_000

/** Printed among the last lines, when everything runs, until somebody used it. */
export const SET_UP_LINK = /^ *Set up +(\S+)$/m
/** Printed by every start that came up. */
export const DASHBOARD = /^ *Dashboard +(\S+)$/m

export type StartedFreshet = {
  /** What the pattern's first group finds in what is printed. Rejects with all that was, when the start failed. */
  until(pattern: RegExp, signal: AbortSignal): Promise<string>
  readonly output: () => string
  stop(): Promise<void>
}

/** Starts Freshet as a user would, with these variables: `npm start`, or another task that does. */
export function startFreshet(own: Partial<NodeJS.ProcessEnv>, task: readonly string[] = ['start']): StartedFreshet {
  const child: ChildProcess = spawn(process.execPath, ['scripts/run.mjs', ...task], {
    cwd: ROOT,
    env: { ...inheritedEnv(), LOG_LEVEL: 'error', ...own },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const gone = once(child, 'close')
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  const isGone = () => child.exitCode !== null || child.signalCode !== null
  return {
    async until(pattern, signal) {
      const deadlineMs = performance.now() + START_LIMIT_MS
      for (;;) {
        const found = pattern.exec(output)?.[1]
        if (found !== undefined) return found
        if (isGone() || performance.now() > deadlineMs) throw new Error(`Freshet did not start:\n${output}`)
        await delay(100, undefined, { signal })
      }
    },
    output: () => output,
    async stop() {
      if (!isGone()) child.kill('SIGTERM')
      await gone
    },
  }
}
