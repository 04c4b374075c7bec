import { formatCount } from '@/components/format/numbers'
import { modeWords, SelectorTags, scopeWords } from '@/components/purges/selector-text'
import { Ago } from '@/components/shell/now'
import { Table, TableBody, Td, Th, Tr } from '@/components/ui/table'
import { Tag } from '@/components/ui/tag'
import type { Purge } from '@/lib/contract/purges'

/** Purges, newest first: who, what, how far. */
export function JournalTable({ purges }: { purges: readonly Purge[] }) {
  return (
    <Table caption="Purges, newest first">
      <thead>
        <tr>
          <Th>When</Th>
          <Th>What</Th>
          <Th>Mode</Th>
          <Th>Scope</Th>
          <Th isNumber>Entries</Th>
          <Th>Actor</Th>
          <Th>Reason</Th>
          <Th isNumber>Journal</Th>
        </tr>
      </thead>
      <TableBody>
        {purges.map(({ seq, createdAt, selectors, mode, deleteAt, scope, entryCount, actor, reason }) => (
          <Tr key={seq}>
            <Td className="text-muted">
              <Ago at={createdAt} />
            </Td>
            <Td>
              <SelectorTags selectors={selectors} />
            </Td>
            <Td className={mode === 'delete' ? 'font-medium text-danger' : undefined}>
              {modeWords({ mode, deleteAt, createdAt })}
            </Td>
            <Td>
              <Tag>{scopeWords(scope)}</Tag>
            </Td>
            <Td isNumber>{formatCount(entryCount)}</Td>
            <Td className="text-muted">{actor}</Td>
            <Td className="max-w-60 truncate text-muted" title={reason ?? undefined}>
              {reason ?? <span className="text-faint">–</span>}
            </Td>
            <Td isNumber className="text-faint">
              {formatCount(seq)}
            </Td>
          </Tr>
        ))}
      </TableBody>
    </Table>
  )
}
