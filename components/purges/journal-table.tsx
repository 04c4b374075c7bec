import { formatInstant } from '@/components/format/durations'
import { formatCount } from '@/components/format/numbers'
import { PIN_ACT, pageWords } from '@/components/purges/pin-words'
import { modeWords, SelectorTags } from '@/components/purges/selector-text'
import { hrefs } from '@/components/shell/hrefs'
import { Ago } from '@/components/shell/now'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { Link } from '@/components/ui/link'
import { ActionCell, Below, Table, TableBody, Td, Th, Tr, WIDE } from '@/components/ui/table'
import { Tag } from '@/components/ui/tag'
import type { JournalRow, PinRecord } from '@/lib/contract/journal'
import { scopeWords } from '@/lib/contract/purge-words'
import type { Purge } from '@/lib/contract/purges'

type JournalTableProps = {
  rows: readonly JournalRow[]
  onUndo: (purge: Purge) => void
  onShow: (row: JournalRow) => void
}

/** Purges and pins, newest first: who, what, how far, and whether it was taken back or still holds. */
export function JournalTable({ rows, onUndo, onShow }: JournalTableProps) {
  return (
    <Table caption="Purges and pins, newest first">
      <thead>
        <tr>
          <Th isNumber>Number</Th>
          <Th className={WIDE}>When</Th>
          <Th>What</Th>
          <Th className={WIDE}>Did</Th>
          <Th>Scope</Th>
          <Th isNumber>Entries</Th>
          <Th className={WIDE}>Actor</Th>
          <Th>Reason</Th>
          <Th className="right-0 z-20">State</Th>
        </tr>
      </thead>
      <TableBody>
        {rows.map((row) =>
          row.kind === 'purge' ? (
            <PurgeRow
              key={row.purge.seq}
              purge={row.purge}
              onUndo={() => onUndo(row.purge)}
              onShow={() => onShow(row)}
            />
          ) : (
            <PinRow key={row.pin.seq} pin={row.pin} onShow={() => onShow(row)} />
          ),
        )}
      </TableBody>
    </Table>
  )
}

function PurgeRow({ purge, onUndo, onShow }: { purge: Purge; onUndo: () => void; onShow: () => void }) {
  const { seq, createdAt, selectors, mode, scope, entryCount, isEntryCountLeast, actor, reason } = purge
  const modeClass = mode === 'delete' ? 'font-medium text-danger' : undefined
  return (
    <Tr>
      <FirstCells seq={seq} what="purge" createdAt={createdAt} onShow={onShow} />
      <Td className="max-sm:min-w-42 max-sm:max-w-42">
        <SelectorTags selectors={selectors} />
        <Below>
          <span className={modeClass}>{modeWords(purge)}</span> <Ago at={createdAt} /> by {actor}
        </Below>
      </Td>
      <Td className={cn(WIDE, modeClass)}>{modeWords(purge)}</Td>
      <Td>
        <Tag>{scopeWords(scope)}</Tag>
      </Td>
      <Td isNumber>
        {formatCount(entryCount)}
        {isEntryCountLeast && '+'}
      </Td>
      <WhoCells actor={actor} reason={reason} />
      <ActionCell className="text-left">
        <UndoCell purge={purge} onUndo={onUndo} />
      </ActionCell>
    </Tr>
  )
}

function UndoCell({ purge: { seq, undo, undoableUntil }, onUndo }: { purge: Purge; onUndo: () => void }) {
  if (undo !== null) {
    return (
      <span
        className="block max-w-24 truncate text-muted sm:max-w-48"
        title={`undone by ${undo.actor}${undo.reason === null ? '' : `: ${undo.reason}`}`}
      >
        undone by {undo.actor}
      </span>
    )
  }
  if (undoableUntil === null) return <span className="text-faint">–</span>
  return (
    <Button
      size="small"
      needs="purge"
      onClick={onUndo}
      aria-label={`Undo purge ${seq}`}
      title={`Until ${formatInstant(undoableUntil)}`}
    >
      Undo…
    </Button>
  )
}

function PinRow({ pin, onShow }: { pin: PinRecord; onShow: () => void }) {
  const { seq, createdAt, act, project, domain, deployment, path, actor, reason, isStanding } = pin
  return (
    <Tr>
      <FirstCells seq={seq} what={act} createdAt={createdAt} onShow={onShow} />
      <Td className="max-sm:min-w-42 max-sm:max-w-42">
        <Link href={hrefs.path(project, { domain, path, deployment })} className="rounded-sm hover:underline">
          <Tag className="max-w-56 max-sm:max-w-36">{pageWords(pin)}</Tag>
        </Link>
        <Below>
          {PIN_ACT[act]} <Ago at={createdAt} /> by {actor}
        </Below>
      </Td>
      <Td className={WIDE}>{PIN_ACT[act]}</Td>
      <Td>
        <Tag>{domain}</Tag>
      </Td>
      <Td isNumber>
        <span className="text-faint">1 page</span>
      </Td>
      <WhoCells actor={actor} reason={reason} />
      <ActionCell className="text-left">
        {isStanding ? <span className="text-accent">pinned now</span> : <span className="text-faint">–</span>}
      </ActionCell>
    </Tr>
  )
}

type FirstCellsProps = { seq: number; what: string; createdAt: string; onShow: () => void }

function FirstCells({ seq, what, createdAt, onShow }: FirstCellsProps) {
  return (
    <>
      <Td isNumber>
        <Button tone="quiet" size="small" onClick={onShow} aria-label={`Receipt of ${what} ${seq}`}>
          {formatCount(seq)}
        </Button>
      </Td>
      <Td className={`${WIDE} text-muted`}>
        <Ago at={createdAt} />
      </Td>
    </>
  )
}

function WhoCells({ actor, reason }: { actor: string; reason: string | null }) {
  return (
    <>
      <Td className={`${WIDE} max-w-44 truncate text-muted`} title={actor}>
        {actor}
      </Td>
      <Td className="max-w-48 truncate text-muted" title={reason ?? undefined}>
        {reason ?? <span className="text-faint">–</span>}
      </Td>
    </>
  )
}
