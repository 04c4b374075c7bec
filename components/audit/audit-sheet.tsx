'use client'

import { detailsOf } from '@/components/audit/audit-words'
import { CommandLine } from '@/components/ui/command-line'
import { Facts } from '@/components/ui/facts'
import { Sheet } from '@/components/ui/sheet'
import { Table, TableBody, Td, Th, Tr } from '@/components/ui/table'
import { Tag } from '@/components/ui/tag'
import type { AuditRow } from '@/lib/contract/audit'
import { commandLine } from '@/lib/contract/shell-words'

/** One row whole: who, from where, what was before and after, and its place in the chain. */
export function AuditSheet({ row, onClose }: { row: AuditRow | undefined; onClose: () => void }) {
  return (
    <Sheet
      isOpen={row !== undefined}
      onClose={onClose}
      title={row === undefined ? 'Row of the audit' : `Row ${row.id}`}
      description="As it was written. The chain of hashes shows whether it has changed since."
    >
      <div className="px-5 pt-4 pb-5">{row && <AuditFacts row={row} />}</div>
    </Sheet>
  )
}

/** What a row tells. */
export function AuditFacts({ row }: { row: AuditRow }) {
  return (
    <div className="flex flex-col gap-5">
      <Facts
        facts={[
          ['Actor', row.actor],
          ['Action', <Tag key="action">{row.action}</Tag>],
          ['At', row.at.replace('T', ' ').replace('Z', ' UTC')],
          ['Project', row.project ?? 'the whole installation'],
          ['From', row.ip ?? 'this machine'],
          ...(row.token === null ? [] : [['Token', row.token] as const]),
        ]}
      />
      <DetailTable row={row} />
      <div className="flex flex-col gap-1.5">
        <h3 className="font-medium">Hash</h3>
        <p className="break-all font-mono text-muted text-sm">{row.hash}</p>
        <p className="text-muted">Noted down elsewhere, it can be asked for later:</p>
        <CommandLine command={commandLine('npx', 'freshet', 'audit', '--verify', '--noted', `${row.id}:${row.hash}`)} />
      </div>
    </div>
  )
}

function DetailTable({ row }: { row: AuditRow }) {
  const details = detailsOf(row)
  if (details.length === 0) return <p className="text-muted">It has no details.</p>
  const isChange = details.some(({ before }) => before !== undefined)
  return (
    <Table caption="Details">
      <thead>
        <tr>
          <Th>Detail</Th>
          {isChange && <Th>Before</Th>}
          <Th>{isChange ? 'After' : 'Value'}</Th>
        </tr>
      </thead>
      <TableBody>
        {details.map(({ name, before, after }) => (
          <Tr key={name}>
            <Td className="text-muted">{name}</Td>
            {isChange && <Td className="whitespace-normal! break-words">{before ?? ''}</Td>}
            <Td className="whitespace-normal! break-words">{after}</Td>
          </Tr>
        ))}
      </TableBody>
    </Table>
  )
}
