import { formatCount } from '@/components/format/numbers'
import { reasonSentence } from '@/components/status/reasons'
import { StatusBadge } from '@/components/status/status-badge'
import { CopyAs, type NamedCommand } from '@/components/ui/copy-as'
import { Panel } from '@/components/ui/panel'
import { Table, TableBody, Td, Th, Tr } from '@/components/ui/table'
import { formatShare } from '@/lib/contract/shares'
import type { Usage } from '@/lib/contract/usage'

type ReasonPanelProps = { usage: Usage; commands: () => readonly NamedCommand[] }

/** Why requests were not simply answered from what is stored: each reason with what it means and how often that was. */
export function ReasonPanel({ usage: { reasons, totals }, commands }: ReasonPanelProps) {
  if (reasons.length === 0) return null
  return (
    <Panel
      title="By reason"
      note="why requests were answered as they were"
      className="mb-4"
      actions={<CopyAs commands={commands} />}
    >
      <Table caption="Requests by reason" isLong>
        <thead>
          <tr>
            <Th>Outcome</Th>
            <Th>Meaning</Th>
            <Th isNumber>Requests</Th>
            <Th isNumber>Of all</Th>
          </tr>
        </thead>
        <TableBody>
          {reasons.map(({ status, reason, requests }) => (
            <Tr key={`${status} ${reason}`}>
              <Td>
                <StatusBadge status={status} reason={reason} />
              </Td>
              <Td className="min-w-64 text-muted">{reasonSentence(reason)}</Td>
              <Td isNumber>{formatCount(requests)}</Td>
              <Td isNumber>{formatShare(totals.requests === 0 ? null : requests / totals.requests)}</Td>
            </Tr>
          ))}
        </TableBody>
      </Table>
    </Panel>
  )
}
