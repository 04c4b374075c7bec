import { CircleCheck } from 'lucide-react'
import Link from 'next/link'
import { formatCount, formatOf } from '@/components/format/numbers'
import { SelectorTags, scopeWords } from '@/components/purges/selector-text'
import { hrefs } from '@/components/shell/hrefs'
import { Button } from '@/components/ui/button'
import { Tag } from '@/components/ui/tag'
import type { Purge } from '@/lib/contract/purges'

type PurgeResultProps = { purge: Purge; onAgain: () => void }

/** A purge that is in the journal. */
export function PurgeResult({ purge, onAgain }: PurgeResultProps) {
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
            Journal number {formatCount(purge.seq)}. Edges obey it within milliseconds, a second later at most.
            {purge.deleteAt !== null && ` What is not rebuilt by ${purge.deleteAt} is deleted then.`}
          </p>
        </div>
      </div>
      <p className="flex flex-wrap gap-1">
        <Tag>{scopeWords(purge.scope)}</Tag>
        <SelectorTags selectors={purge.selectors} />
      </p>
      <div className="flex gap-2">
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
