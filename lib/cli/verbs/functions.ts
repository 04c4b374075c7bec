import type { Command } from 'commander'
import { FRESHET } from '@/lib/cli/called-as'
import { checked } from '@/lib/cli/checked'
import type { CliContext } from '@/lib/cli/program'
import { tableOr } from '@/lib/cli/table'
import { endpoints } from '@/lib/contract/endpoints'
import { type FailedCall, type FunctionList, type FunctionRow, listFunctionsInput } from '@/lib/contract/functions'

/** `freshet functions`: what rendering costs, in a terminal. */
export function addFunctions(program: Command, { api, shell }: CliContext): void {
  program
    .command('functions')
    .description('Show what rendering costs by route, which pages fail, and what failed calls printed')
    .requiredOption('--project <name>', 'project')
    .option('--domain <host>', 'only on this domain')
    .option('--deployment <id>', 'only of this deployment')
    .option('--window <window>', '1h, 24h, 7d or 30d', '24h')
    .option('--sort <column>', 'invocations, route, p95, errors, coldStarts or memory', 'invocations')
    .option('--order <order>', 'asc or desc', 'desc')
    .option('--output', 'also print the newest failed calls with their output')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', `\nExample: ${FRESHET} functions --project shop --sort p95`)
    .action(async ({ json, output, ...options }: { readonly json?: boolean; readonly output?: boolean }) => {
      const list = await api.call(endpoints.listFunctions, checked(listFunctionsInput, options))
      shell.result({ json }, list, [...listLines(list), ...(output ? list.failedCalls.flatMap(callLines) : [])])
    })
}

function listLines({ functions, failing, failedCalls, window }: FunctionList): readonly string[] {
  const headings = ['ROUTE', 'CALLS', 'ERRORS', 'COLD', '≈ P50', '≈ P95', '≈ P99', 'AVERAGE', 'MEMORY', 'CAUSES']
  return [
    ...tableOr(`No function was called in ${window}.`, headings, functions.map(cells)),
    ...failing.map(
      ({ domain, path, message, lastGoodAt }) =>
        `Fails: ${domain}${path}: ${message} Last good: ${lastGoodAt ?? 'none'}.`,
    ),
    ...(failedCalls.length > 0 ? [`${failedCalls.length} failed calls are kept; --output prints them.`] : []),
  ]
}

function cells(row: FunctionRow): string[] {
  return [
    row.route,
    String(row.invocations),
    String(row.errors),
    String(row.coldStarts),
    ...[row.p50, row.p95, row.p99].map((each) =>
      each === null ? '–' : `${each.isMore ? '> ' : ''}${milliseconds(each.ms)}`,
    ),
    row.averageMs === null ? '–' : milliseconds(row.averageMs),
    row.averageMemoryMb === null ? '–' : `${Math.round(row.averageMemoryMb)} MB`,
    row.causes.map(({ cause, invocations }) => `${cause} ${invocations}`).join(', '),
  ]
}

function callLines({ at, path, status, outcome, invocation, output }: FailedCall): readonly string[] {
  return ['', `${at} ${path}: ${status ?? outcome} (${invocation})`, ...output.map((line) => `  ${line}`)]
}

function milliseconds(ms: number): string {
  return ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`
}
