import { formatMilliseconds } from '@/components/format/durations'
import { formatCount } from '@/components/format/numbers'
import { panelCommands } from '@/components/shell/panel-commands'
import { causeWords } from '@/components/status/reasons'
import { CopyAs } from '@/components/ui/copy-as'
import { Empty } from '@/components/ui/empty'
import { Panel } from '@/components/ui/panel'
import { Table, TableBody, Td, Th, Tr } from '@/components/ui/table'
import type { Overview } from '@/lib/contract/projects'

type InvocationsPanelProps = { project: string; causes: Overview['invocationsByCause'] }

/** Why functions ran. */
export function InvocationsPanel({ project, causes }: InvocationsPanelProps) {
  return (
    <Panel title="Invocations" note="by cause" actions={<CopyAs commands={() => panelCommands.invocations(project)} />}>
      {causes.length === 0 ? (
        <Empty title="No function ran in this window" />
      ) : (
        <Table caption="Invocations by cause">
          <thead>
            <tr>
              <Th>Cause</Th>
              <Th isNumber>Invocations</Th>
              <Th isNumber>Failed</Th>
              <Th isNumber>Average</Th>
            </tr>
          </thead>
          <TableBody>
            {causes.map(({ cause, invocations, failures, averageMs }) => (
              <Tr key={cause}>
                <Td>{causeWords(cause)}</Td>
                <Td isNumber>{formatCount(invocations)}</Td>
                <Td isNumber className={failures > 0 ? 'font-medium text-danger' : 'text-faint'}>
                  {formatCount(failures)}
                </Td>
                <Td isNumber>{formatMilliseconds(averageMs)}</Td>
              </Tr>
            ))}
          </TableBody>
        </Table>
      )}
    </Panel>
  )
}
