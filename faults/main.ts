import { parseArgs } from 'node:util'
import { buildIfNeeded } from '../scripts/build.ts'
import { closeWith, runPart } from '../scripts/test.ts'
import { runVitest } from '../scripts/vitest.ts'

const USAGE = `npm run test:faults -- [--rounds <count>] [--only <words of a case>]

  --rounds  how often to play each case, 20 if left out
  --only    plays the cases alone whose names have these words
`

/** Plays every fault so many times; the last line counts them. Resolves to 1 when one was not survived, to 2 for a wrong call. */
export async function main(args: readonly string[]): Promise<number> {
  const asked = read(args)
  if (asked === undefined) {
    process.stderr.write(USAGE)
    return 2
  }
  await buildIfNeeded()
  const run = () =>
    runVitest('faults', {
      args: ['--reporter=verbose', ...(asked.only === undefined ? [] : ['--testNamePattern', asked.only])],
      env: { FAULT_ROUNDS: String(asked.rounds) },
    })
  return closeWith(await runPart({ title: `Faults, ${asked.rounds} rounds`, runner: 'faults', run }))
}

type Asked = { readonly rounds: number; readonly only: string | undefined }

function read(args: readonly string[]): Asked | undefined {
  const text = { type: 'string' } as const
  try {
    const { values } = parseArgs({ args: [...args], options: { rounds: { ...text, default: '20' }, only: text } })
    const rounds = Number(values.rounds)
    return Number.isInteger(rounds) && rounds > 0 && rounds <= 1_000 ? { rounds, only: values.only } : undefined
  } catch {
    return undefined
  }
}
