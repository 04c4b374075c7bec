import type { Command } from 'commander'
import { FRESHET } from '@/lib/cli/called-as'
import { countOf } from '@/lib/cli/count-of'
import { misused } from '@/lib/cli/failure'
import type { CliContext } from '@/lib/cli/program'
import { whyLines } from '@/lib/cli/why-lines'
import { endpoints } from '@/lib/contract/endpoints'

type WhyOptions = {
  readonly edge?: string
  readonly method?: string
  readonly header?: readonly string[]
  readonly details?: boolean
  readonly token?: boolean
  readonly minutes?: number
  readonly json?: boolean
}

/** `freshet why`: what a visitor would get now, and why. */
export function addWhy(program: Command, context: CliContext): void {
  program
    .command('why')
    .description('Show what each edge would answer at an address now, and why; renders and stores nothing')
    .argument('<url>', 'whole address of a page, such as http://shop.localhost:8080/prices')
    .option('--edge <name>', 'only this edge, by its id or region')
    .option('--method <method>', 'as if asked by this method (default: GET)')
    .option('-H, --header <line>', 'as if asked with this header, "Name: value"; may be repeated', collected)
    .option('--details', 'with all names and values of each step')
    .option('--token', 'make a token instead: a real request that carries it is answered with an explanation')
    .option('--minutes <count>', 'minutes the token is valid, 60 at most (default: 15)', countOf)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', `\nExample: ${FRESHET} why "http://shop.localhost:8080/prices?page=2"`)
    .action((url: string, options: WhyOptions) =>
      options.token ? makeToken(context, url, options) : tellWhy(context, url, options),
    )
}

function collected(line: string, before: readonly string[] = []): readonly string[] {
  return [...before, line]
}

async function tellWhy({ api, shell, connect }: CliContext, url: string, options: WhyOptions): Promise<void> {
  const { edge, method, details: isDetailed = false, json } = options
  const why = await api.call(endpoints.explainUrl, {
    url: addressOf(url),
    headers: headersOf(options.header ?? []),
    ...(edge === undefined ? {} : { edge }),
    ...(method === undefined ? {} : { method: method.toUpperCase() }),
  })
  const strong = (line: string) => shell.paint('strong', line)
  shell.result({ json }, why, whyLines(why, { isDetailed, strong, dashboardUrl: (await connect()).shownUrl }))
}

async function makeToken({ api, shell }: CliContext, url: string, { minutes, json }: WhyOptions): Promise<void> {
  const address = addressOf(url)
  const made = await api.call(endpoints.createWhyToken, { url: address, ...(minutes === undefined ? {} : { minutes }) })
  shell.result({ json }, made, [
    made.token,
    `Valid until ${made.expiresAt}, for every host of ${made.project}. Send it with a request, and the answer says why:`,
    `curl -sI -H 'x-freshet-why: ${made.token}' '${address.replaceAll("'", '%27')}'`,
  ])
}

function addressOf(url: string): string {
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(url) ? url : `http://${url}`
  if (URL.canParse(address)) return address
  throw misused(`“${url}” is not an address. Give a complete one, such as http://shop.localhost:8080/prices.`)
}

function headersOf(lines: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf(':')
      if (at > 0) return [line.slice(0, at).trim(), line.slice(at + 1).trim()]
      throw misused(`“${line}” is not a header. Write it as "Name: value".`)
    }),
  )
}
