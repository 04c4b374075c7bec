import { eventHref } from '@/components/charts/event-href'
import { hrefs } from '@/components/shell/hrefs'
import { Ago } from '@/components/shell/now'
import { Link } from '@/components/ui/link'
import type { Overview } from '@/lib/contract/projects'

type EventLinksProps = { project: string; events: Overview['events'] }

const SHOWN = 4

/** The lines of a time series as text, newest first: each leads to what happened. */
export function EventLinks({ project, events }: EventLinksProps) {
  if (events.length === 0) return null
  const rest = events.length - SHOWN
  return (
    <ul
      aria-label="Purges, promotions and pins of this time"
      className="flex flex-wrap gap-x-5 gap-y-1 border-line border-t px-3.5 py-2 text-sm"
    >
      {events.slice(0, SHOWN).map((event) => (
        <li key={event.seq} className="flex min-w-0 gap-1.5" title={`by ${event.actor}`}>
          <Link href={eventHref(project, event)} className="min-w-0 max-w-72 truncate hover:underline">
            {event.label}
          </Link>
          <span className="whitespace-nowrap text-faint">
            <Ago at={event.at} />
          </span>
        </li>
      ))}
      {rest > 0 && (
        <li>
          <Link href={hrefs.journal(project)} className="text-muted hover:underline">
            {rest} more
          </Link>
        </li>
      )}
    </ul>
  )
}
