'use client'

import { useQuery } from '@tanstack/react-query'
import { formatCount, formatOf } from '@/components/format/numbers'
import { isOfOneDomain } from '@/components/paths/one-domain'
import { hrefs } from '@/components/shell/hrefs'
import { Ago } from '@/components/shell/now'
import { NearestTags } from '@/components/tags/nearest-tags'
import { about } from '@/components/tags/tag-table'
import { Button } from '@/components/ui/button'
import { CommandLine } from '@/components/ui/command-line'
import { type Fact, Facts } from '@/components/ui/facts'
import { Link } from '@/components/ui/link'
import { Loaded } from '@/components/ui/loaded'
import { Sheet } from '@/components/ui/sheet'
import { SkeletonRows } from '@/components/ui/skeleton'
import { formatShare } from '@/lib/contract/shares'
import { commandLine } from '@/lib/contract/shell-words'
import type { GetTagInput, TagDetail } from '@/lib/contract/tags'
import { tagQueries } from '@/lib/queries/tags'

type TagSheetProps = {
  /** The tag that the address names; `undefined` while the sheet is closed. */
  input: GetTagInput | undefined
  onClose: () => void
  onShow: (tag: string) => void
}

/** What one tag reaches, and what firing it did. */
export function TagSheet({ input, onClose, onShow }: TagSheetProps) {
  return (
    <Sheet
      isOpen={input !== undefined}
      onClose={onClose}
      title={input?.tag ?? 'Tag'}
      description="What it reaches, and what firing it did."
    >
      {input !== undefined && <LoadedTag input={input} onShow={onShow} />}
    </Sheet>
  )
}

function LoadedTag({ input, onShow }: { input: GetTagInput; onShow: (tag: string) => void }) {
  const query = useQuery(tagQueries.detail(input))
  return (
    <div className="flex flex-col gap-5 px-5 pt-4 pb-5">
      <Loaded
        query={query}
        loading={<SkeletonRows count={8} label="Loading the tag" />}
        failure="The tag could not be loaded."
      >
        {(detail) => <TagPanels detail={detail} onShow={onShow} />}
      </Loaded>
    </div>
  )
}

/** A tag with its paths and purges, or what is near where nothing carries it. */
export function TagPanels({ detail, onShow }: { detail: TagDetail; onShow: (tag: string) => void }) {
  const { project, tag, entryCount, nearest } = detail
  return (
    <>
      {entryCount === 0 ? (
        <div className="rounded-lg border border-line bg-sunken p-3.5">
          <p className="font-medium">Nothing that is stored has this tag</p>
          <p className="text-muted">A purge of it would reach no entry.</p>
          <NearestTags nearest={nearest} onShow={onShow} />
        </div>
      ) : (
        <Facts facts={factsOf(detail)} />
      )}
      {entryCount > 0 && (
        <div className="flex gap-2">
          <Button asChild tone="primary">
            <Link href={hrefs.purgeOfTag(project, tag)}>Purge…</Link>
          </Button>
          <Button asChild>
            <Link href={hrefs.pathsOfTag(project, tag)}>All its paths</Link>
          </Button>
        </div>
      )}
      {detail.paths.length > 0 && <Hottest detail={detail} />}
      <Firings detail={detail} />
      <CommandLine command={commandLine('npx', 'freshet', 'tags', tag, '--project', project)} />
    </>
  )
}

function factsOf(detail: TagDetail): readonly Fact[] {
  const { entryCount, pathCount, requests, share, regenerated, window, sampledPathCount } = detail
  return [
    ['Reaches', formatOf(entryCount, 'entry', 'entries')],
    [
      'Paths',
      <>
        {about(detail)}
        {formatCount(pathCount)}
      </>,
    ],
    [
      'Traffic',
      `${formatOf(requests, 'request', 'requests')} in ${window}, ${formatShare(share)} of all${sampledPathCount === null ? '' : `; of the ${formatCount(sampledPathCount)} most visited paths`}`,
    ],
    ...(regenerated === null
      ? []
      : ([
          [
            'Regenerated',
            <>
              {about(detail)}
              {formatCount(regenerated.pages)} of {formatOf(regenerated.ofPages, 'page', 'pages')} since it was fired
              last, {formatOf(regenerated.writeUnits, 'write unit', 'write units')}
            </>,
          ],
        ] as const)),
  ]
}

function Hottest({ detail: { project, paths } }: { detail: TagDetail }) {
  const isOneDomain = isOfOneDomain(paths)
  return (
    <section aria-label="Its most visited paths">
      <h3 className="mb-1 font-semibold">Most visited</h3>
      <ul>
        {paths.map((place) => (
          <li
            key={`${place.domain} ${place.deployment} ${place.path}`}
            className="flex gap-3 border-line border-b py-1.5 last:border-b-0"
          >
            <Link
              href={hrefs.path(project, place)}
              title={place.domain}
              className="min-w-0 truncate font-mono text-sm hover:underline"
            >
              {place.path}
            </Link>
            {!isOneDomain && <span className="min-w-0 truncate text-faint text-sm">{place.domain}</span>}
            <span className="ml-auto text-muted">{formatCount(place.requests)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Firings({ detail: { project, firings } }: { detail: TagDetail }) {
  return (
    <section aria-label="Purges that named it">
      <h3 className="mb-1 font-semibold">Fired</h3>
      {firings.length === 0 && <p className="text-muted">Never.</p>}
      <ul>
        {firings.map(({ seq, at, mode, actor, reason, isUndone }) => (
          <li key={seq} className="border-line border-b py-1.5 last:border-b-0">
            <Link href={hrefs.journalRow(project, seq)} className="hover:underline">
              <Ago at={at} />, {mode === 'delete' ? 'deleted' : 'invalidated'} by {actor}
            </Link>
            {isUndone && <span className="text-muted"> · undone</span>}
            {reason && <span className="block text-muted text-sm">{reason}</span>}
          </li>
        ))}
      </ul>
    </section>
  )
}
