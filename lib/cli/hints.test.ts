import { execFileSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Command, CommanderError } from 'commander'
import { expect, test } from 'vitest'
import { createApi } from '@/lib/cli/api'
import { createProgram } from '@/lib/cli/program'
import { createShell } from '@/lib/cli/shell'

// Commands that sentences, helps and documents name, taken from their sources and parsed by the command line itself: a hint that
// lacks an option, or names one that is gone, helps nobody. What is put together from words at run time is tried where that is tested.

const ROOT = join(import.meta.dirname, '../..')
const SHELL = createShell()
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8')
const files = (pattern: string) =>
  globSync(pattern, { cwd: ROOT }).filter((file) => !/\.test\.|testing\.ts|states\.tsx$|decisions/.test(file))

/** What follows the name of the program, up to where the sentence, the literal or the line goes on without it. */
function commandsIn(source: string): readonly string[] {
  return [...source.matchAll(/(.?)(?:\$\{FRESHET\}|npx freshet) ((?:\$\{[^}]*\}|[^`”\n\\])+)/g)].flatMap(
    ([, before, words = '']) => {
      // Put together from words, which are quoted as they need it.
      if (words.startsWith('${commandLine(')) return []
      const [until = ''] = words.split(before === '"' ? '"' : /\s{2}| [>|] | \(/)
      const isSentence = before === '“' ? until : until.replace(/[.,;:]$/, '')
      return [before === "'" ? (isSentence.split("'")[0] ?? '') : isSentence]
    },
  )
}

/** Code blocks of a document, with what is behind `freshet` on each line. */
function commandsOf(document: string): readonly string[] {
  return [...document.matchAll(/^```(?:sh|bash|console)\n([\s\S]*?)^```/gm)].flatMap(([, block = '']) =>
    block
      .replaceAll('\\\n', ' ')
      .split('\n')
      .flatMap((line) => {
        const [, words] = /^\s*(?:\$ )?(?:npx )?freshet (.*?)(?: [>|] .*| {2,}.*|\s#.*)?$/.exec(line) ?? []
        return words === undefined ? [] : [words]
      }),
  )
}

/**
 * As a shell takes it apart, with a word in place of what is filled in when it is said, and of what the reader fills in. The shell
 * finds no other programs: what a document has behind the command is not to be run.
 */
function wordsOf(command: string): readonly string[] {
  const filled = command.replace(/\$\{[^}]*\}/g, '1').replace(/<[^>]*>/g, '1')
  const script = `freshet() { printf '%s\\0' "$@"; }; freshet ${filled}`
  return execFileSync('/bin/sh', ['-c', script], { env: { NODE_ENV: 'test', PATH: '/nowhere' } })
    .toString()
    .split('\0')
    .slice(0, -1)
}

/** Why the command line refuses these words; `undefined` when it would go to work. */
async function refusalOf(words: readonly string[]): Promise<string | undefined> {
  const never = () => Promise.reject(new Error('A test of words calls nobody.'))
  const program = createProgram({ api: createApi(never, never), shell: SHELL, checkout: '', connect: never })
  silence(program)
  const ended: unknown = await program.parseAsync([...words], { from: 'user' }).catch((error: unknown) => error)
  return ended instanceof CommanderError ? ended.message : undefined
}

/** Words are read, and nothing is done; what is refused is thrown and not written. */
function silence(command: Command): void {
  command.exitOverride().configureOutput({ writeErr: () => undefined, writeOut: () => undefined })
  if (command.commands.length === 0) command.action(() => undefined)
  for (const child of command.commands) silence(child)
}

const hints = files('lib/{cli,ops,server,contract}/**/*.ts')
  .concat(files('{app,components}/**/*.tsx'))
  .flatMap((file) => commandsIn(read(file)).map((command) => [file, command] as const))
const documented = [...files('docs/**/*.md'), 'README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md'].flatMap((file) =>
  commandsOf(read(file)).map((command) => [file, command] as const),
)

test('there are hints to be tried', () => {
  expect(hints.length).toBeGreaterThan(60)
  expect(documented.length).toBeGreaterThan(10)
})

test.each([...hints, ...documented])('%s: “freshet %s” is taken by the command line', async (_file, command) => {
  expect(await refusalOf(wordsOf(command))).toBeUndefined()
})

test.each([
  ['journal --before 7', '--project'],
  ['versions', '--project'],
  ['domains add shop.example.com', '--project'],
  ['members sack ada@example.com', 'too many arguments'],
])('“freshet %s” would be found out', async (command, fault) => {
  expect(await refusalOf(wordsOf(command))).toContain(fault)
})
