'use client'

import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { formatInterval, formatMilliseconds } from '@/components/format/durations'
import { formatBytes, formatCount } from '@/components/format/numbers'
import { Ago } from '@/components/shell/now'
import { causeWords } from '@/components/status/reasons'
import { Loaded } from '@/components/ui/loaded'
import { SkeletonRows } from '@/components/ui/skeleton'
import { Tag } from '@/components/ui/tag'
import { intervalSeconds } from '@/components/versions/entry-text'
import type { PathEntry } from '@/lib/contract/paths'
import type { VersionDetail } from '@/lib/contract/versions'
import { pathQueries } from '@/lib/queries/paths'

type VersionProps = { project: string; version: string }

/** Status and headers of a version, as they were stored. */
export function VersionHeaders({ project, version }: VersionProps) {
  return (
    <WithVersion project={project} version={version}>
      {({ status, headers }) => (
        <Rows>
          <Row name="status">
            <Mono>{String(status)}</Mono>
          </Row>
          {headers.map(([name, value], index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a header may repeat, and the list never changes
            <Row key={index} name={name}>
              <Mono>{value}</Mono>
            </Row>
          ))}
        </Rows>
      )}
    </WithVersion>
  )
}

/** What else is known of a version. `entry`: where it is its variant's newest one, which has an interval. */
export function VersionFacts({ project, version, entry }: VersionProps & { entry: PathEntry | undefined }) {
  return (
    <WithVersion project={project} version={version}>
      {(detail) => <FactRows detail={detail} entry={entry} />}
    </WithVersion>
  )
}

/** The facts of a version, a row for each. */
export function FactRows({ detail, entry }: { detail: VersionDetail; entry: PathEntry | undefined }) {
  const { version, tags, sizeBytes, storedBytes, output, query, sha256, generations } = detail
  const [newest] = generations
  return (
    <Rows>
      <Row name="Stored">
        <Ago at={detail.createdAt} />
        {entry?.isFromBuild && ', made by the build'}
      </Row>
      {newest && <GenerationRows generation={newest} />}
      {entry && (
        <>
          <Row name="Fresh for">{formatInterval(intervalSeconds(entry))}</Row>
          <Row name="Expires">{entry.expiresAt ? entry.expiresAt.replace('T', ' ').slice(0, 19) : 'never'}</Row>
        </>
      )}
      <Row name="Tags">
        {tags.length === 0 ? (
          'none'
        ) : (
          <span className="flex flex-wrap gap-1">
            {tags.map((tag) => (
              <Tag key={tag} className="max-w-full">
                {tag}
              </Tag>
            ))}
          </span>
        )}
      </Row>
      <Row name="Size">
        {formatBytes(sizeBytes)} sent, {formatBytes(storedBytes)} stored
      </Row>
      <Row name="Output">
        <Mono>{output}</Mono>
      </Row>
      <Row name="Query in the key">{query === '' ? 'none' : <Mono>{query}</Mono>}</Row>
      <Row name="Version">
        <Mono>{version}</Mono>
      </Row>
      <Row name="SHA-256">
        <Mono>{sha256}</Mono>
      </Row>
    </Rows>
  )
}

function GenerationRows({ generation }: { generation: VersionDetail['generations'][number] }) {
  const { cause, durationMs, stamp, invocation, renewedAt, renewalCount } = generation
  return (
    <>
      <Row name="Cause">
        {causeWords(cause)}
        {durationMs > 0 && `, rendered in ${formatMilliseconds(durationMs)}`}
      </Row>
      {renewedAt !== null && (
        <Row name="Came out the same">
          {formatCount(renewalCount)} ×, last <Ago at={renewedAt} />
        </Row>
      )}
      <Row name="Stamp">{formatCount(stamp)}</Row>
      <Row name="Invocation">
        <Mono>{invocation}</Mono>
      </Row>
    </>
  )
}

function WithVersion({
  project,
  version,
  children,
}: VersionProps & { children: (detail: VersionDetail) => ReactNode }) {
  const query = useQuery(pathQueries.version({ project, version }))
  return (
    <Loaded
      query={query}
      loading={<SkeletonRows count={8} label="Loading the version" />}
      failure="The version could not be loaded."
    >
      {children}
    </Loaded>
  )
}

function Mono({ children }: { children: string }) {
  return <code className="break-all font-mono text-sm">{children}</code>
}

function Rows({ children }: { children: ReactNode }) {
  return <dl className="divide-y divide-line">{children}</dl>
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid min-h-9 items-center gap-x-4 px-3.5 py-1.5 sm:grid-cols-[200px_minmax(0,1fr)]">
      <dt className="break-words text-muted">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  )
}
