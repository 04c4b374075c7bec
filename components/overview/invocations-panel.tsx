import { formatMilliseconds } from '@/components/format/durations'
import { formatCount, NO_VALUE } from '@/components/format/numbers'
import { panelCommands } from '@/components/shell/panel-commands'
import { causeWords } from '@/components/status/reasons'
import { CopyAs } from '@/components/ui/copy-as'
import { Empty } from '@/components/ui/empty'
import { Panel } from '@/components/ui/panel'
import { Table, TableBody, Td, Th, Tr } from '@/components/ui/table'
import type { Overview } from '@/lib/contract/projects'

type InvocationsPanelProps = {
  project: string
  causes: Overview['invocationsByCause']
  /** Of all of them together. */
  durations: Overview['callDurations']
}

type Quantile = Overview['callDurations']['p50']

const ESTIMATED = 'Estimated: calls are counted by steps of how long they took'

/** Why functions ran, and how long they took. */
export function InvocationsPanel({ project, causes, durations: { p50, p95 } }: InvocationsPanelProps) {
  return (
    <Panel
      title="Invocations"
      note={p50 === null ? 'by cause' : `by cause · p50 ≈ ${words(p50)}, p95 ≈ ${words(p95)}`}
      actions={<CopyAs commands={() => panelCommands.invocations(project)} />}
    >
      {causes.length === 0 ? (
        <Empty title="No function ran in this window" />
      ) : (
        <Table caption="Invocations by cause">
          <thead>
            <tr>
              <Th>Cause</Th>
              <Th isNumber>Invocations</Th>
              <Th isNumber>Failed</Th>
              <Th isNumber title={ESTIMATED}>
                ≈ p50
              </Th>
              <Th isNumber title={ESTIMATED}>
                ≈ p95
              </Th>
              <Th isNumber>Average</Th>
            </tr>
          </thead>
          <TableBody>
            {causes.map(({ cause, invocations, failures, averageMs, ...usual }) => (
              <Tr key={cause}>
                <Td>{causeWords(cause)}</Td>
                <Td isNumber>{formatCount(invocations)}</Td>
                <Td isNumber className={failures > 0 ? 'font-medium text-danger' : 'text-faint'}>
                  {formatCount(failures)}
                </Td>
                <Td isNumber>{words(usual.p50)}</Td>
                <Td isNumber>{words(usual.p95)}</Td>
                <Td isNumber>{formatMilliseconds(averageMs)}</Td>
              </Tr>
            ))}
          </TableBody>
        </Table>
      )}
    </Panel>
  )
}

function words(quantile: Quantile): string {
  return quantile === null ? NO_VALUE : `${quantile.isMore ? '> ' : ''}${formatMilliseconds(quantile.ms)}`
}
