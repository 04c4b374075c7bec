import { setTimeout as pause } from 'node:timers/promises'
import { type Command, Option } from 'commander'
import type { z } from 'zod'
import { FRESHET } from '@/lib/cli/called-as'
import { countOf } from '@/lib/cli/count-of'
import { CliFailure, EXIT } from '@/lib/cli/failure'
import { liveLine } from '@/lib/cli/live-lines'
import type { CliContext } from '@/lib/cli/program'
import { endpoints } from '@/lib/contract/endpoints'
import { EventReader } from '@/lib/contract/event-stream'
import {
  type LiveEdge,
  type LiveMessage,
  type LiveRequest,
  type liveFilterInput,
  liveMessage,
} from '@/lib/contract/live'

const EXAMPLES = `
Hits that nobody watched are not remembered: without -f, what edges still know of is shown, mostly the rest.
Ctrl C ends it.

Examples:
  ${FRESHET} logs -f --project shop
  ${FRESHET} logs -f --project shop --path /products --status MISS,STALE
  ${FRESHET} logs --project shop --code 5xx --limit 20
  ${FRESHET} logs -f --project shop --json | jq .path`

type LogsOptions = {
  readonly project: string
  readonly follow?: boolean
  readonly limit: number
  readonly domain?: string
  readonly path?: string
  readonly status?: string
  readonly reason?: string
  readonly method?: string
  readonly code?: string
  readonly json?: boolean
}

/** `freshet logs`: requests as edges answered them. */
export function addLogs(program: Command, context: CliContext): void {
  program
    .command('logs')
    .description('Show requests: the newest that edges remember, or with -f all from now on')
    .requiredOption('--project <name>', 'project')
    .option('-f, --follow', 'go on showing what comes')
    .addOption(
      new Option('-n, --limit <count>', 'how many of the past to show, 200 at most').argParser(countOf).default(20),
    )
    .option('--domain <host>', 'only of this domain or host')
    .option(
      '--path <path>',
      'only this path and everything below it; with * at its end, everything that starts with it',
    )
    .option('--status <statuses>', 'only these, with commas: HIT, PRERENDER, STALE, REVALIDATED, MISS, BYPASS, NONE')
    .option('--reason <reason>', 'only with this reason, such as stale_tag')
    .option('--method <method>', 'only this method')
    .option('--code <code>', 'only this status code, or a class of them such as 5xx')
    .option('--json', 'print each request as a line of JSON')
    .addHelpText('after', EXAMPLES)
    .action((options: LogsOptions) => showLogs(context, options))
}

async function showLogs(context: CliContext, options: LogsOptions): Promise<void> {
  const { api, shell } = context
  const { project, domain, path, status, reason, method, code } = options
  const filter = { project, domain, path, status: status?.toUpperCase(), reason, method: method?.toUpperCase(), code }
  const { requests, edges, now } = await api.call(endpoints.listLive, { ...filter, limit: options.limit })
  const show = createPrinter(context, options)
  for (const request of requests) show(request)
  noteUnreachable(context, edges)
  if (options.follow) await follow(context, { filter, since: now, show })
  else if (requests.length === 0)
    shell.note('No edge remembers a matching request. Use -f to show requests as they arrive.')
}

/** Prints each request once. */
function createPrinter({ shell }: CliContext, { json }: LogsOptions): (request: LiveRequest) => void {
  const seen = new Set<string>()
  return (request) => {
    if (seen.has(request.id)) return
    seen.add(request.id)
    if (seen.size > MOST_SEEN) seen.delete(seen.values().next().value ?? '')
    if (json) {
      shell.line(JSON.stringify(request))
      return
    }
    const { tone, text } = liveLine(request)
    shell.line(tone === null ? text : shell.paint(tone, text))
  }
}

/** What edges tell again after a break is among these. */
const MOST_SEEN = 2_000
const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 10_000

type Following = {
  readonly filter: z.input<typeof liveFilterInput>
  readonly since: string
  readonly show: (request: LiveRequest) => void
}

/** Follows until it is left, and comes back after each break. */
async function follow(context: CliContext, { filter, since, show }: Following): Promise<void> {
  const { api, shell } = context
  const signal = shell.untilLeft()
  let lastSeen: string | undefined
  let wasOpen = false
  let waitMs = FIRST_WAIT_MS
  while (!signal.aborted) {
    try {
      const pieces = await api.watch(endpoints.watchLive, { ...filter, since }, { lastSeen, signal })
      if (wasOpen) shell.note('Connected again.')
      wasOpen = true
      const reader = new EventReader()
      for await (const piece of pieces) {
        for (const { event, data, id } of reader.read(piece)) {
          lastSeen = id ?? lastSeen
          if (event !== '') tell(context, liveMessage.parse({ event, data: JSON.parse(data) }), show)
        }
        waitMs = FIRST_WAIT_MS
      }
    } catch (error) {
      if (signal.aborted) return
      // What was never reached is no break, and a refusal stays one.
      if (error instanceof CliFailure && (error.exitCode !== EXIT.unreachable || !wasOpen)) throw error
    }
    if (signal.aborted) return
    shell.note('The connection broke. Trying again…')
    await pause(waitMs, undefined, { signal }).catch(() => undefined)
    waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)
  }
}

function tell(context: CliContext, message: LiveMessage, show: Following['show']): void {
  const { shell } = context
  switch (message.event) {
    case 'request':
      show(message.data)
      return
    case 'dropped':
      shell.note(`${message.data.count} requests are missing here: they arrived faster than they could be shown.`)
      return
    case 'edges':
      noteUnreachable(context, message.data.edges)
      return
    case 'gap':
      shell.note(`Nobody watched for ${Math.round(message.data.seconds)} s: hits from that time are missing.`)
      return
    case 'end':
      throw new CliFailure(EXIT.refused, { code: 'forbidden', message: message.data.message })
  }
}

function noteUnreachable({ shell }: CliContext, edges: readonly LiveEdge[]): void {
  for (const { id, region, state } of edges) {
    if (state === 'unreachable') shell.note(`Edge ${id} (${region}) does not answer: its requests are missing.`)
  }
}
