import { summaryOf } from '@/components/audit/audit-words'
import { Ago } from '@/components/shell/now'
import { Button } from '@/components/ui/button'
import { ActionCell, ActionHead, Below, Table, TableBody, Td, Th, Tr, WIDE } from '@/components/ui/table'
import { Tag } from '@/components/ui/tag'
import type { AuditRow } from '@/lib/contract/audit'

type AuditTableProps = { rows: readonly AuditRow[]; onShow: (row: AuditRow) => void }

/** Who did what, newest first. */
export function AuditTable({ rows, onShow }: AuditTableProps) {
  return (
    <Table caption="Audit" isLong>
      <thead>
        <tr>
          <Th isNumber>Row</Th>
          <Th>When</Th>
          <Th>Actor</Th>
          <Th className={WIDE}>Action</Th>
          <Th className={WIDE}>Project</Th>
          <Th className={WIDE}>Details</Th>
          <Th className={WIDE}>From</Th>
          <ActionHead />
        </tr>
      </thead>
      <TableBody>
        {rows.map((row) => (
          <Tr key={row.id}>
            <Td isNumber className="text-muted tabular-nums">
              {row.id}
            </Td>
            <Td className="text-muted">
              <Ago at={row.at} />
            </Td>
            <Td className="font-medium max-sm:wrap-anywhere max-sm:whitespace-normal">
              {row.actor}
              <Below>
                <Tag className="max-sm:max-w-30">{row.action}</Tag> {row.project}
              </Below>
            </Td>
            <Td className={WIDE}>
              <Tag>{row.action}</Tag>
            </Td>
            <Td className={WIDE}>{row.project ?? <span className="text-faint">–</span>}</Td>
            <Td className={`${WIDE} max-w-96 truncate text-muted`} title={summaryOf(row)}>
              {summaryOf(row)}
            </Td>
            <Td className={`${WIDE} font-mono text-muted text-sm`}>{row.ip ?? '–'}</Td>
            <ActionCell>
              <Button size="small" onClick={() => onShow(row)}>
                Show
                <span className="sr-only"> row {row.id}</span>
              </Button>
            </ActionCell>
          </Tr>
        ))}
      </TableBody>
    </Table>
  )
}
