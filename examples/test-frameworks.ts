import { basename } from 'node:path'
import { z } from 'zod'
import { Absent, type Trial } from './testing/behaviour.ts'
import { BEHAVIOURS } from './testing/behaviours.ts'
import { buildExample } from './testing/build-example.ts'
import { type Framework, readBypassToken } from './testing/framework.ts'
import { FRAMEWORKS } from './testing/frameworks.ts'
import { type Freshet, startFreshet } from './testing/freshet.ts'
import { openSite } from './testing/site.ts'

type Cell = { readonly behaviour: string } & (
  | { readonly kind: 'passed'; readonly figure: string | undefined }
  | { readonly kind: 'absent' | 'failed'; readonly reason: string }
)
type Column = { readonly name: string; readonly cells: readonly Cell[] }

const MARKS = { passed: '✓', absent: '–', failed: '✗' } as const

/**
 * `npm run test:frameworks`: builds the examples, deploys them to a Freshet of its own and checks over HTTP that each
 * caching behaviour works for each framework. Prints a table; the last line is `N passed, N failed`. Gives the exit
 * status: 1 when anything failed. With arguments it tries only the frameworks of these folders: `-- nitro astro`.
 */
export async function main(folders: readonly string[]): Promise<number> {
  const chosen = FRAMEWORKS.filter(({ dir }) => folders.length === 0 || folders.includes(basename(dir)))
  const unbuilt = new Map<Framework, string>()
  for (const framework of chosen) {
    try {
      if (framework.buildScript !== null)
        print(`${framework.name}: ${await timed(buildExample(framework.dir, framework.buildScript))}`)
    } catch (error) {
      unbuilt.set(framework, `it does not build: ${messageOf(error)}`)
    }
  }
  print('Freshet: starting')
  const freshet = await startFreshet()
  try {
    const columns: Column[] = []
    for (const framework of chosen) {
      const failure = unbuilt.get(framework)
      const cells = failure === undefined ? await tryFramework(framework, freshet) : allFailed(failure)
      columns.push({ name: framework.name, cells })
    }
    return report(columns)
  } finally {
    await freshet.stop()
  }
}

async function tryFramework(framework: Framework, freshet: Freshet): Promise<Cell[]> {
  const domain = `${framework.project}.localhost`
  try {
    await freshet.cli('deploy', framework.dir, '--project', framework.project, '--prod', '--json')
  } catch (error) {
    return allFailed(`the deploy is refused: ${messageOf(error)}`)
  }
  const trial: Trial = {
    framework,
    site: openSite(freshet.edgePort, domain),
    advance: freshet.advance,
    purge: async (by, selector) => {
      await freshet.cli('purge', '--project', framework.project, '--domain', domain, by, selector, '--yes')
    },
    draftLink: (path) => makeDraftLink(freshet, `http://${domain}:${freshet.edgePort}${path}`),
    bypassToken: () => readBypassToken(framework.dir),
  }
  const cells: Cell[] = []
  for (const [behaviour, attempt] of Object.entries(BEHAVIOURS)) {
    try {
      cells.push({ behaviour, kind: 'passed', figure: await attempt(trial) })
    } catch (error) {
      cells.push({ behaviour, kind: error instanceof Absent ? 'absent' : 'failed', reason: messageOf(error) })
    }
  }
  return cells
}

const madeLink = z.object({ url: z.url(), link: z.object({ id: z.string() }) })

async function makeDraftLink({ cli }: Freshet, page: string): ReturnType<Trial['draftLink']> {
  const { url, link } = madeLink.parse(JSON.parse(await cli('draft', page, '--note', 'an editor', '--json')))
  const { pathname, search } = new URL(url)
  return {
    path: `${pathname}${search}`,
    revoke: async () => {
      await cli('draft', 'revoke', link.id)
    },
  }
}

function allFailed(reason: string): Cell[] {
  return Object.keys(BEHAVIOURS).map((behaviour) => ({ behaviour, kind: 'failed', reason }))
}

/** Prints the table, the reasons below it and the totals; gives the exit code. */
function report(columns: readonly Column[]): number {
  const behaviours = Object.keys(BEHAVIOURS)
  const width = Math.max(...behaviours.map(({ length }) => length))
  print(`\n${''.padEnd(width)}  ${columns.map(({ name }) => name.padEnd(12)).join('')}`)
  behaviours.forEach((behaviour, row) => {
    const marks = columns.map(({ cells }) => markOf(cells[row]).padEnd(12))
    print(`${behaviour.padEnd(width)}  ${marks.join('')}`.trimEnd())
  })
  const cells = columns.flatMap(({ name, cells }) => cells.map((cell) => ({ name, cell })))
  for (const { name, cell } of cells) {
    if (cell.kind !== 'passed') print(`\n${MARKS[cell.kind]} ${name}, ${cell.behaviour}: ${cell.reason}`)
  }
  const failed = cells.filter(({ cell }) => cell.kind === 'failed').length
  const passed = cells.filter(({ cell }) => cell.kind === 'passed').length
  print(`\n${passed} passed, ${failed} failed`)
  return failed === 0 && passed > 0 ? 0 : 1
}

function markOf(cell: Cell | undefined): string {
  if (cell === undefined) return MARKS.failed
  return cell.kind === 'passed' ? (cell.figure ?? MARKS.passed) : MARKS[cell.kind]
}

async function timed(step: Promise<string>): Promise<string> {
  const begunAtMs = performance.now()
  const outcome = await step
  return `${outcome} (${((performance.now() - begunAtMs) / 1_000).toFixed(1)} s)`
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
