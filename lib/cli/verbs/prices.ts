import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { FRESHET } from '@/lib/cli/called-as'
import { countOf } from '@/lib/cli/count-of'
import { misused } from '@/lib/cli/failure'
import type { CliContext } from '@/lib/cli/program'
import { counted, table } from '@/lib/cli/table'
import { endpoints } from '@/lib/contract/endpoints'
import { METRICS } from '@/lib/contract/metrics'
import { type PriceLine, type PriceSheet, saveSheetInput } from '@/lib/contract/price-sheets'

type Json = { readonly json?: boolean }

const EXAMPLES = `
A sheet is named by provider, plan and region. An edit is the next version: months before this one keep their prices.

Examples: ${FRESHET} prices choose vercel pro fra1 --project shop
          ${FRESHET} prices show own machines all --json > sheet.json   (edit the lines)
          ${FRESHET} prices save sheet.json`

/** `freshet prices`: what usage is priced by. */
export function addPrices(program: Command, context: CliContext): void {
  const { api, shell } = context
  const prices = program
    .command('prices')
    .description('List, show, edit and choose the price sheets that usage is estimated by')
    .addHelpText('after', EXAMPLES)
  prices
    .command('ls', { isDefault: true })
    .description('list price sheets; with --project what it is priced by')
    .option('--project <name>', 'what this project is priced by, now and before')
    .option('--json', 'print the result as JSON')
    .action(async ({ project, json }: Json & { readonly project?: string }) => {
      if (project !== undefined) {
        const chosen = await api.call(endpoints.getProjectPrices, { project })
        const rows = chosen.choices.map((each) => [each.month, ...placeOf(each.sheet), each.actor])
        const now = chosen.isDefault ? [['first', ...placeOf(chosen.sheet), 'nobody chose']] : rows
        shell.result({ json }, chosen, table(['FROM', ...PLACE, 'CHOSEN BY'], now))
        return
      }
      const list = await api.call(endpoints.listSheets, {})
      const rows = list.sheets.map((sheet) => [...placeOf(sheet), sheet.currency, sheet.name])
      shell.result({ json }, list, table([...PLACE, 'CURRENCY', 'NAME'], rows))
    })
  addShow(prices, context)
  addChoose(prices, context)
  addSave(prices, context)
}

const PLACE = ['PROVIDER', 'PLAN', 'REGION', 'VERSION']

function placeOf(sheet: Pick<PriceSheet, 'provider' | 'plan' | 'region' | 'version'>): string[] {
  return [sheet.provider, sheet.plan, sheet.region, String(sheet.version)]
}

function withPlace(command: Command): Command {
  return command
    .argument('<provider>', 'such as vercel or own')
    .argument('<plan>', 'such as pro or machines')
    .argument('<region>', 'such as fra1, or all')
}

function addShow(prices: Command, { api, shell }: CliContext): void {
  withPlace(prices.command('show').description('show the lines of a sheet'))
    .option('--version <n>', 'an earlier version', countOf)
    .option('--json', 'print the sheet as JSON, as "save" reads it')
    .action(async (provider: string, plan: string, region: string, options: Json & { readonly version?: number }) => {
      const version = options.version === undefined ? {} : { version: options.version }
      const { sheet, versions } = await api.call(endpoints.getSheet, { provider, plan, region, ...version })
      shell.result(options, { ...sheet, basedOn: versions[0]?.version ?? 0 }, sheetLines(sheet))
    })
}

function addChoose(prices: Command, { api, shell }: CliContext): void {
  withPlace(prices.command('choose').description('price a project by a sheet, from this month on'))
    .requiredOption('--project <name>', 'project')
    .option('--json', 'print the result as JSON')
    .action(async (provider: string, plan: string, region: string, options: Json & { readonly project: string }) => {
      const { project } = options
      const chosen = await api.call(endpoints.chooseSheet, { project, provider, plan, region })
      const { sheet } = chosen
      shell.result(options, chosen, [
        `${project} is priced by ${sheet.name}, ${sheet.region}, version ${sheet.version}, from this month on.`,
      ])
    })
}

function addSave(prices: Command, { api, shell }: CliContext): void {
  prices
    .command('save')
    .description('save the next version of a sheet, or a new sheet ("basedOn": 0), from JSON')
    .argument('<file>', 'the sheet, as "show --json" prints it; - is standard input')
    .option('--json', 'print the result as JSON')
    .action(async (file: string, options: Json) => {
      const text = file === '-' ? await shell.readInput() : await readFile(file, 'utf8').catch(cannotRead)
      const input = saveSheetInput.safeParse(parsed(text))
      if (!input.success) {
        throw misused(
          input.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`).join('\n'),
        )
      }
      const saved = await api.call(endpoints.saveSheet, input.data)
      shell.result(options, saved, [`Saved ${placeOf(saved).slice(0, 3).join(' ')}, version ${saved.version}.`])
    })
}

function cannotRead(cause: Error): never {
  throw misused(`The file could not be read: ${cause.message}`)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw misused(`The file is no JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function sheetLines(sheet: PriceSheet): string[] {
  const { name, region, version, currency, fee, credit, lines, note } = sheet
  return [
    `${name}, ${region}, version ${version}: ${counted(lines.length, 'line')}, fee ${fee} and credit ${credit} ${currency} a month. An estimate, not an offer.`,
    ...(note === null ? [] : [note]),
    ...table(
      ['METRIC', `PRICE (${currency})`, 'PER', 'INCLUDED', 'CONFIDENCE', 'DATE', 'SOURCE'],
      lines.map((line) => [
        METRICS[line.metric].label,
        priceWords(line),
        `${line.per === 1 ? '' : `${line.per.toLocaleString('en-US')} × `}${METRICS[line.metric].unit}`,
        line.included === '0' ? '–' : line.included,
        line.confidence,
        line.date ?? '–',
        line.source,
      ]),
    ),
  ]
}

function priceWords({ price }: PriceLine): string {
  if (price.kind === 'flat') return price.amount ?? 'unknown'
  const steps = price.steps.map(({ upTo, price: amount }) => `${amount} to ${upTo?.toLocaleString('en-US') ?? '∞'}`)
  return `${price.kind}: ${steps.join(', ')}`
}
