import { formatUtc } from '@/components/charts/ticks'
import { formatCount } from '@/components/format/numbers'
import { STATUSES } from '@/components/status/statuses'
import { Table, TableBody, Td, Th, Tr } from '@/components/ui/table'
import type { Overview } from '@/lib/contract/projects'

/** The figures of the outcomes chart, newest first. */
export function OutcomeTable({ series }: { series: Overview['series'] }) {
  return (
    <div className="max-h-80 overflow-y-auto">
      <Table caption="Requests by outcome over time">
        <thead className="sticky top-0 bg-surface">
          <tr>
            <Th>From (UTC)</Th>
            {STATUSES.map(({ status }) => (
              <Th key={status} isNumber>
                {status}
              </Th>
            ))}
          </tr>
        </thead>
        <TableBody>
          {series.toReversed().map((step) => (
            <Tr key={step.at}>
              <Td className="text-muted">{formatUtc(step.at)}</Td>
              {STATUSES.map(({ key }) => (
                <Td key={key} isNumber>
                  {formatCount(step[key])}
                </Td>
              ))}
            </Tr>
          ))}
        </TableBody>
      </Table>
    </div>
  )
}
