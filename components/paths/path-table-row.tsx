import { Zap } from 'lucide-react'
import { formatBytes, formatCount, NO_VALUE } from '@/components/format/numbers'
import { PathExpiry } from '@/components/paths/path-expiry'
import { hrefs } from '@/components/shell/hrefs'
import { Ago } from '@/components/shell/now'
import { AgeMeter } from '@/components/status/age-meter'
import { MixBar } from '@/components/status/mix-bar'
import { causeWords } from '@/components/status/reasons'
import { StateBadge, StatusBadge } from '@/components/status/status-badge'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { Link } from '@/components/ui/link'
import { ActionCell, Below, Td, Tr, WIDE } from '@/components/ui/table'
import { Tag } from '@/components/ui/tag'
import { formatMoney } from '@/lib/contract/money'
import type { PathRow } from '@/lib/contract/paths'
import { formatShare } from '@/lib/contract/shares'

type PathTableRowProps = {
  project: string
  row: PathRow
  isOneDomain: boolean
  /** Its domain shows the deployment that it is of. */
  isLive: boolean
  isChosen: boolean
  onChoose: () => void
  onNarrow: (to: { readonly tag: string } | { readonly route: string }) => void
  onPurge: () => void
}

/** One path: what is stored, what visitors got, and what it costs. */
export function PathTableRow(props: PathTableRowProps) {
  const { row, isChosen, onChoose, onNarrow, onPurge } = props
  return (
    <Tr>
      <Td className="pr-0">
        <input
          type="checkbox"
          aria-label={`Choose ${row.path} on ${row.domain}`}
          aria-keyshortcuts="x"
          checked={isChosen}
          onChange={onChoose}
          className="block size-3.5 accent-accent"
        />
      </Td>
      <PathCell {...props} />
      <Td>
        <StateBadge state={row.state} reason={row.stateReason} isReasonShown={row.stateReason === 'pinned'} />
        <Below>
          <LastOutcome row={row} />
        </Below>
      </Td>
      <Td className={WIDE}>
        <LastOutcome row={row} />
      </Td>
      <Td>
        <span className="flex items-center gap-2">
          <MixBar mix={row.mix} className="w-14 2xl:w-18" />
          <span className="text-muted">{formatShare(row.hitRatio)}</span>
        </span>
      </Td>
      <Td isNumber>{formatCount(row.requests)}</Td>
      <Td>
        <AgeMeter
          ageSeconds={row.ageSeconds}
          revalidateSeconds={row.revalidateSeconds}
          isPinned={row.stateReason === 'pinned'}
        />
      </Td>
      <Td>
        <TagButtons tags={row.tags} onTag={(tag) => onNarrow({ tag })} />
      </Td>
      <Td isNumber>{formatCount(row.writeUnits)}</Td>
      <Td isNumber>{row.amount === null ? <NoValue /> : formatMoney(row.amount, row.currency)}</Td>
      <StoredCells row={row} />
      <Td>
        <button
          type="button"
          title={`Only paths of the route ${row.route}`}
          onClick={() => onNarrow({ route: row.route })}
          className="max-w-48 truncate rounded-sm font-mono text-muted text-sm hover:underline"
        >
          {row.route}
        </button>
      </Td>
      <ActionCell className="py-0 pl-0">
        <Button tone="quiet" size="iconSmall" title={`Purge ${row.path}… (p)`} aria-keyshortcuts="p" onClick={onPurge}>
          <Zap aria-hidden="true" />
          <span className="sr-only">
            Purge {row.path} on {row.domain}
          </span>
        </Button>
      </ActionCell>
    </Tr>
  )
}

function PathCell({ project, row, isOneDomain, isLive }: PathTableRowProps) {
  return (
    <Td className="max-w-60 2xl:max-w-80">
      <span className={cn('flex items-center gap-2', !isOneDomain && 'pt-1')}>
        <Link
          href={hrefs.path(project, row)}
          title={`${row.domain}${row.path}\nroute ${row.route}`}
          className="min-w-0 truncate font-mono text-sm hover:underline"
        >
          {row.path}
        </Link>
        {!isLive && (
          <span title={`Of ${row.deployment}, which ${row.domain} does not show now`} className="text-faint text-sm">
            not live
          </span>
        )}
      </span>
      {!isOneDomain && <span className="block truncate pb-1 text-faint text-xs">{row.domain}</span>}
    </Td>
  )
}

function LastOutcome({ row: { lastOutcome, state } }: { row: PathRow }) {
  if (lastOutcome === null) return <NoValue />
  return <StatusBadge status={lastOutcome.status} reason={lastOutcome.reason} stateNow={state} />
}

/** What the ISR cache knows of it: until when, since when and why, how many versions, how large. */
function StoredCells({
  row: { expiresAt, lastRegeneration, versionCount, storedBytes, ageSeconds },
}: {
  row: PathRow
}) {
  return (
    <>
      <Td className="text-muted">{ageSeconds === null ? <NoValue /> : <PathExpiry at={expiresAt} />}</Td>
      <Td>
        {lastRegeneration === null ? (
          <NoValue />
        ) : (
          <span className="text-muted">
            <Ago at={lastRegeneration.at} />,{' '}
            {lastRegeneration.isRenewal ? 'unchanged' : causeWords(lastRegeneration.cause)}
          </span>
        )}
      </Td>
      <Td isNumber>{versionCount === 0 ? <NoValue /> : formatCount(versionCount)}</Td>
      <Td isNumber className="text-muted">
        {storedBytes === 0 ? <NoValue /> : formatBytes(storedBytes)}
      </Td>
    </>
  )
}

const SHOWN_TAGS = 2

function TagButtons({ tags, onTag }: { tags: readonly string[]; onTag: (tag: string) => void }) {
  if (tags.length === 0) return <NoValue />
  return (
    <span className="inline-flex items-center gap-1" title={tags.join('\n')}>
      {tags.slice(0, SHOWN_TAGS).map((tag) => (
        <button key={tag} type="button" onClick={() => onTag(tag)} className="rounded-sm hover:underline">
          <Tag className="max-w-22 2xl:max-w-24">{tag}</Tag>
        </button>
      ))}
      {tags.length > SHOWN_TAGS && <span className="text-faint">+{tags.length - SHOWN_TAGS}</span>}
    </span>
  )
}

function NoValue() {
  return <span className="text-faint">{NO_VALUE}</span>
}
