import type { Command } from 'commander'
import { FRESHET } from '@/lib/cli/called-as'
import type { CliContext } from '@/lib/cli/program'
import { bytes, table } from '@/lib/cli/table'
import type { Edge } from '@/lib/contract/edges'
import { endpoints } from '@/lib/contract/endpoints'

const WORDS: Readonly<Record<Edge['state'], string>> = {
  in_step: 'in step',
  behind: 'behind',
  out_of_touch: 'out of touch',
  stopped: 'stopped',
}

/** `freshet edges`: what runs, and how far it obeys. */
export function addEdges(program: Command, { api, shell }: CliContext): void {
  program
    .command('edges')
    .description('List the edges heard from in the last day, and how far each has applied the journal')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', `\nExample: ${FRESHET} edges`)
    .action(async ({ json }: { readonly json?: boolean }) => {
      const list = await api.call(endpoints.listEdges, {})
      const lines = table(
        ['EDGE', 'REGION', 'STATE', 'SINCE', 'APPLIED', 'BEHIND', 'MEMORY', 'VERSION', 'HEARTBEAT'],
        list.edges.map(cells),
      )
      shell.result({ json }, list, list.edges.length === 0 ? ['No edge was heard from in the last day.'] : lines)
    })
}

function cells(edge: Edge): string[] {
  const { id, region, state, since, appliedSeq, lag, version, memoryBytes, heartbeatAt } = edge
  // What it missed since it stopped is nothing that it has to catch up with.
  const behind = state === 'stopped' ? '–' : String(lag)
  const place = [id.slice(0, 12), region, WORDS[state], since ?? '–', String(appliedSeq), behind]
  return [...place, memoryBytes === null ? '–' : bytes(memoryBytes), version ?? '–', heartbeatAt]
}
