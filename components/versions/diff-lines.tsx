'use client'

import { cn } from '@/components/ui/cn'
import { useIsWide } from '@/components/ui/use-is-wide'
import { type DiffRow, type Side, sideBySide } from '@/components/versions/side-by-side'
import type { ShownLine } from '@/lib/contract/folded-lines'

/** Below so many pixels two columns would be too narrow to read. */
const TWO_COLUMNS_PX = 1_440

type DiffLinesProps = { label: string; lines: readonly ShownLine[]; hasNumbers?: boolean }

/** Lines of a comparison: side by side in a wide window, one below the other in a narrow one. */
export function DiffLines({ label, lines, hasNumbers = true }: DiffLinesProps) {
  const isWide = useIsWide(TWO_COLUMNS_PX)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
    <section aria-label={label} tabIndex={0} className="max-h-[560px] overflow-auto border-line border-b py-2">
      {isWide ? <Columns label={label} rows={sideBySide(lines)} hasNumbers={hasNumbers} /> : <Unified lines={lines} />}
    </section>
  )
}

const SIGN = { same: ' ', removed: '−', added: '+', folded: '…' } as const
const TONE = {
  same: 'text-muted',
  removed: 'bg-danger-soft text-text',
  added: 'bg-accent-soft text-text',
  folded: 'text-faint',
}

function Unified({ lines }: { lines: readonly ShownLine[] }) {
  return (
    <ol className="font-mono text-sm/5">
      {lines.map(({ kind, text }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines may repeat, and the list never changes
        <li key={index} className={cn('flex gap-2 px-3.5', TONE[kind])}>
          <Sign kind={kind} />
          <span className="min-w-0 whitespace-pre-wrap break-words">{text}</span>
        </li>
      ))}
    </ol>
  )
}

function Sign({ kind }: { kind: ShownLine['kind'] }) {
  return (
    <>
      <span aria-hidden="true" className="w-3 shrink-0 select-none">
        {SIGN[kind]}
      </span>
      <span className="sr-only">{kind === 'removed' || kind === 'added' ? `${kind}: ` : ''}</span>
    </>
  )
}

type ColumnsProps = { label: string; rows: readonly DiffRow[]; hasNumbers: boolean }

function Columns({ label, rows, hasNumbers }: ColumnsProps) {
  return (
    <table className="w-full table-fixed border-separate border-spacing-0 font-mono text-sm/5">
      <caption className="sr-only">{label}, the older on the left</caption>
      <thead className="sr-only">
        <tr>
          <th scope="col">Older</th>
          <th scope="col">Newer</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows may repeat, and the list never changes
          <tr key={index} className="align-top">
            {row.kind === 'folded' ? (
              <td colSpan={2} className="bg-sunken px-3.5 text-faint">
                … {row.text}
              </td>
            ) : (
              <>
                <Cell side={row.left} tone={row.kind === 'same' ? 'same' : 'removed'} hasNumbers={hasNumbers} />
                <Cell
                  side={row.right}
                  tone={row.kind === 'same' ? 'same' : 'added'}
                  hasNumbers={hasNumbers}
                  className="border-line border-l"
                />
              </>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const MARK = { same: '', removed: 'bg-danger/25', added: 'bg-accent/25' } as const

type CellProps = { side: Side | null; tone: keyof typeof MARK; hasNumbers: boolean; className?: string }

function Cell({ side, tone, hasNumbers, className }: CellProps) {
  if (side === null) return <td className={cn('bg-sunken', className)} />
  const { number, text, changed } = side
  const [from, to] = changed
  return (
    <td className={cn(TONE[tone], className)}>
      <span className="flex gap-2 px-3.5">
        {hasNumbers && (
          <span aria-hidden="true" className="w-8 shrink-0 select-none text-right text-faint">
            {number}
          </span>
        )}
        <Sign kind={tone} />
        <span className="min-w-0 whitespace-pre-wrap break-words">
          {text.slice(0, from)}
          {from < to && <span className={cn('rounded-sm', MARK[tone])}>{text.slice(from, to)}</span>}
          {text.slice(to)}
        </span>
      </span>
    </td>
  )
}
