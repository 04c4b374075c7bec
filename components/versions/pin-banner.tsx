import { formatCount, formatOf } from '@/components/format/numbers'
import { hrefs } from '@/components/shell/hrefs'
import { Ago } from '@/components/shell/now'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Link } from '@/components/ui/link'
import type { PagePin, PathDetail, PathGeneration } from '@/lib/contract/paths'

type PinBannerProps = {
  detail: PathDetail
  onShow: (generation: PathGeneration) => void
  onUnpin: (generation: PathGeneration) => void
}

/** What visitors get while a page is pinned, since when and why, and what waits behind the pin. */
export function PinBanner({ detail, onShow, onUnpin }: PinBannerProps) {
  const { pin, generations, project } = detail
  if (pin === null) return null
  const pinned = generations.find(({ isPinned }) => isPinned)
  const current = generations.find(({ isCurrent }) => isCurrent)
  const waiting = pin.isServed && current && !current.isPinned ? current : undefined
  return (
    <Banner
      tone="info"
      title={
        pin.isServed
          ? 'Pinned: visitors get an earlier state of this page.'
          : 'Pinned, but a deletion took the pinned page away: visitors get what regenerations make.'
      }
      action={
        <span className="flex flex-wrap gap-2">
          {waiting && (
            <Button size="small" onClick={() => onShow(waiting)}>
              Show what waits
            </Button>
          )}
          {pinned && (
            <Button size="small" needs="purge" onClick={() => onUnpin(pinned)}>
              Unpin
            </Button>
          )}
        </span>
      }
    >
      <p>
        {pin.madeAt !== null && (
          <>
            Made <Ago at={pin.madeAt} />
            {pin.since !== null && ', '}
          </>
        )}
        <Since pin={pin} /> ·{' '}
        <Link
          href={`${hrefs.journal(project)}?${new URLSearchParams({ pin: String(pin.seq) })}`}
          className="whitespace-nowrap underline"
        >
          journal {formatCount(pin.seq)}
        </Link>
      </p>
      {waiting && (
        <p>
          Behind the pin waits what was made <Ago at={waiting.beganAt} />
          {newerThan(generations, pin) > 1 &&
            `, the newest of ${formatOf(newerThan(generations, pin), 'state', 'states')}`}
          . It is served once the page is unpinned.
        </p>
      )}
    </Banner>
  )
}

function Since({ pin: { since, actor, reason } }: { pin: PagePin }) {
  if (since === null) return null
  return (
    <>
      pinned <Ago at={since} />
      {actor !== null && ` by ${actor}`}
      {reason !== null && `: ${reason}`}
    </>
  )
}

/** States of the page that were made since the pinned one. */
function newerThan(generations: readonly PathGeneration[], { generation }: PagePin): number {
  return Math.max(
    0,
    generations.findIndex(({ id }) => id === generation),
  )
}
