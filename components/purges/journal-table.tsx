import { formatCount } from '@/components/format/numbers'
import { modeWords, SelectorTags, scopeWords } from '@/components/purges/selector-text'
import { Ago } from '@/components/shell/now'
import { Button } from '@/components/ui/button'
import { Table, TableBody, Td, Th, Tr } from '@/components/ui/table'
import { Tag } from '@/components/ui/tag'
import type { Purge } from '@/lib/contract/purges'

type JournalTableProps = {
  purges: readonly Purge[]
  onUndo: (purge: Purge) => void
  onShow: (purge: Purge) => void
}

/** Purges, newest first: who, what, how far, and whether it was taken back. */
export function JournalTable({ purges, onUndo, onShow }: JournalTableProps) {
  return (
    <Table caption="Purges, newest first">
      <thead>
        <tr>
          <Th isNumber>Receipt</Th>
          <Th>When</Th>
          <Th>What</Th>
          <Th>Mode</Th>
          <Th>Scope</Th>
          <Th isNumber>Entries</Th>
          <Th>Actor</Th>
          <Th>Reason</Th>
          <Th>Undo</Th>
        </tr>
      </thead>
      <TableBody>
        {purges.map((purge) => (
          <PurgeRow key={purge.seq} purge={purge} onUndo={() => onUndo(purge)} onShow={() => onShow(purge)} />
        ))}
      </TableBody>
    </Table>
  )
}

function PurgeRow({ purge, onUndo, onShow }: { purge: Purge; onUndo: () => void; onShow: () => void }) {
  const { seq, createdAt, selectors, mode, scope, entryCount, isEntryCountLeast, actor, reason } = purge
  return (
    <Tr>
      <Td isNumber>
        <Button tone="quiet" size="small" onClick={onShow} aria-label={`Receipt of purge ${seq}`}>
          {formatCount(seq)}
        </Button>
      </Td>
      <Td className="text-muted">
        <Ago at={createdAt} />
      </Td>
      <Td>
        <SelectorTags selectors={selectors} />
      </Td>
      <Td className={mode === 'delete' ? 'font-medium text-danger' : undefined}>{modeWords(purge)}</Td>
      <Td>
        <Tag>{scopeWords(scope)}</Tag>
      </Td>
      <Td isNumber>
        {formatCount(entryCount)}
        {isEntryCountLeast && '+'}
      </Td>
      <Td className="max-w-44 truncate text-muted" title={actor}>
        {actor}
      </Td>
      <Td className="max-w-48 truncate text-muted" title={reason ?? undefined}>
        {reason ?? <span className="text-faint">–</span>}
      </Td>
      <Td>
        <UndoCell purge={purge} onUndo={onUndo} />
      </Td>
    </Tr>
  )
}

function UndoCell({ purge: { seq, undo, undoableUntil }, onUndo }: { purge: Purge; onUndo: () => void }) {
  if (undo !== null) {
    return (
      <span className="block max-w-44 truncate text-muted" title={undo.reason ?? undefined}>
        undone by {undo.actor}
      </span>
    )
  }
  if (undoableUntil === null) return <span className="text-faint">–</span>
  return (
    <Button size="small" onClick={onUndo} aria-label={`Undo purge ${seq}`} title={`Until ${undoableUntil}`}>
      Undo…
    </Button>
  )
}
