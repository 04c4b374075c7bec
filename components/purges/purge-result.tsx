import { CalendarClock, CircleCheck, Undo2 } from 'lucide-react'
import { formatInstant } from '@/components/format/durations'
import { formatCount, formatOf } from '@/components/format/numbers'
import { PurgeReceipt } from '@/components/purges/purge-receipt'
import { PurgeWarmUp } from '@/components/purges/purge-warm-up'
import { SelectorTags } from '@/components/purges/selector-text'
import { hrefs } from '@/components/shell/hrefs'
import { Button } from '@/components/ui/button'
import { Link } from '@/components/ui/link'
import { Tag } from '@/components/ui/tag'
import { scopeWords } from '@/lib/contract/purge-words'
import type { Purge } from '@/lib/contract/purges'
import type { ScheduledPurge } from '@/lib/contract/scheduled-purges'

type PurgeResultProps = { purge: Purge; onAgain: () => void; onUndo: (purge: Purge) => void }

/** A purge that is in the journal. */
export function PurgeResult({ purge, onAgain, onUndo }: PurgeResultProps) {
  if (purge.undo !== null) return <UndoneResult purge={purge} onAgain={onAgain} />
  const verb = purge.mode === 'delete' && purge.deleteAt === null ? 'Deleted' : 'Invalidated'
  return (
    <div role="status" className="flex flex-col gap-4">
      <div className="flex items-start gap-3 rounded-lg border border-accent bg-accent-soft px-3.5 py-3">
        <CircleCheck aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-accent" />
        <div>
          <p className="font-medium">
            {verb} {formatOf(purge.entryCount, 'entry', 'entries')}
          </p>
          <p className="text-muted">
            Journal number {formatCount(purge.seq)}.
            {purge.deleteAt !== null && ` What is not rebuilt by ${formatInstant(purge.deleteAt)} is deleted then.`}
          </p>
        </div>
      </div>
      <p className="flex flex-wrap gap-1">
        <Tag>{scopeWords(purge.scope)}</Tag>
        <SelectorTags selectors={purge.selectors} />
      </p>
      <PurgeReceipt purge={purge} />
      <PurgeWarmUp purge={purge} />
      <div className="flex flex-wrap gap-2">
        {purge.undoableUntil !== null && (
          <Button needs="purge" onClick={() => onUndo(purge)}>
            Undo…
          </Button>
        )}
        <Button asChild>
          <Link href={hrefs.journal(purge.project)}>Open the journal</Link>
        </Button>
        <Button tone="quiet" onClick={onAgain}>
          Purge again
        </Button>
      </div>
    </div>
  )
}

function UndoneResult({ purge, onAgain }: { purge: Purge; onAgain: () => void }) {
  return (
    <div role="status" className="flex flex-col gap-4">
      <div className="flex items-start gap-3 rounded-lg border border-line bg-sunken px-3.5 py-3">
        <Undo2 aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-muted" />
        <div>
          <p className="font-medium">Undone: purge {formatCount(purge.seq)}</p>
          <p className="text-muted">What it covered is served as before, except what was regenerated meanwhile.</p>
        </div>
      </div>
      <div className="flex flex-wrap gap-2">
        <Button asChild>
          <Link href={hrefs.journal(purge.project)}>Open the journal</Link>
        </Button>
        <Button tone="quiet" onClick={onAgain}>
          Purge again
        </Button>
      </div>
    </div>
  )
}

/** A purge to come that is in line. */
export function PlannedResult({ planned, onAgain }: { planned: ScheduledPurge; onAgain: () => void }) {
  return (
    <div role="status" className="flex flex-col gap-4">
      <div className="flex items-start gap-3 rounded-lg border border-accent bg-accent-soft px-3.5 py-3">
        <CalendarClock aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-accent" />
        <div>
          <p className="font-medium">Planned for {formatInstant(planned.at)}</p>
          <p className="text-muted">By the clock of the database. Until then it can be cancelled in the journal.</p>
        </div>
      </div>
      <div className="flex flex-wrap gap-2">
        <Button asChild>
          <Link href={hrefs.journal(planned.project)}>Open the journal</Link>
        </Button>
        <Button tone="quiet" onClick={onAgain}>
          Purge again
        </Button>
      </div>
    </div>
  )
}
