'use client'

import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { formatInterval } from '@/components/format/durations'
import { formatBytes, formatCount } from '@/components/format/numbers'
import { entryLabel, intervalSeconds } from '@/components/paths/entry-text'
import { VersionPreviewFrame } from '@/components/paths/version-preview'
import { Ago } from '@/components/shell/now'
import { useUrlParams } from '@/components/shell/use-url-params'
import { StateBadge } from '@/components/status/status-badge'
import { Button } from '@/components/ui/button'
import { CopyButton } from '@/components/ui/copy-button'
import { Empty } from '@/components/ui/empty'
import { Select } from '@/components/ui/field'
import { Loaded } from '@/components/ui/loaded'
import { Panel } from '@/components/ui/panel'
import { SkeletonRows } from '@/components/ui/skeleton'
import type { PathEntry, VersionSource } from '@/lib/contract/paths'
import { pathQueries } from '@/lib/queries/paths'

const VIEWS = ['source', 'preview', 'headers', 'facts'] as const
const VIEW_LABEL = { source: 'Source', preview: 'Preview', headers: 'Headers', facts: 'Facts' } as const

type EntryPanelProps = { project: string; entries: readonly PathEntry[] }

/** The current version of one variant: its source as text, its headers, its facts. Variant and view are in the address. */
export function EntryPanel({ project, entries }: EntryPanelProps) {
  const { params, change } = useUrlParams()
  const entry = entries.find(({ entry: id }) => id === params.entry) ?? entries[0]
  const view = VIEWS.find((name) => name === params.view) ?? 'source'
  if (!entry) return null
  return (
    <Panel
      title="Current version"
      note={`${entry.status} · ${formatBytes(entry.sizeBytes)}`}
      actions={
        <>
          {entries.length > 1 && (
            <Select
              aria-label="Variant"
              value={entry.entry}
              onChange={({ target }) => change({ entry: target.value }, 'replace')}
              className="h-7 w-auto max-w-56 text-sm"
            >
              {entries.map((choice) => (
                <option key={choice.entry} value={choice.entry}>
                  {entryLabel(choice)}
                </option>
              ))}
            </Select>
          )}
          <fieldset className="flex gap-1">
            <legend className="sr-only">View</legend>
            {VIEWS.map((name) => (
              <Button
                key={name}
                size="small"
                tone={name === view ? 'plain' : 'quiet'}
                aria-pressed={name === view}
                onClick={() => change({ view: name === 'source' ? undefined : name }, 'replace')}
              >
                {VIEW_LABEL[name]}
              </Button>
            ))}
          </fieldset>
        </>
      }
    >
      {view === 'source' && <Source key={entry.version} project={project} version={entry.version} />}
      {view === 'preview' && <VersionPreviewFrame key={entry.version} project={project} version={entry.version} />}
      {view === 'headers' && <Headers headers={entry.headers} />}
      {view === 'facts' && <Facts entry={entry} />}
    </Panel>
  )
}

function Source({ project, version }: { project: string; version: string }) {
  const query = useQuery(pathQueries.source({ project, version }))
  return (
    <Loaded
      query={query}
      loading={<SkeletonRows count={8} label="Loading the source" />}
      failure="The source could not be loaded."
    >
      {(source) => <SourceText source={source} />}
    </Loaded>
  )
}

/** A stored body as text, never as markup: stored pages are not trusted. */
export function SourceText({ source }: { source: VersionSource }) {
  if (source.text === null) {
    return (
      <Empty title="Not text">
        {source.contentType ?? 'Unknown type'}, {formatBytes(source.sizeBytes)}. Visit the path to see it.
      </Empty>
    )
  }
  return (
    <div className="relative">
      <div className="absolute top-1.5 right-1.5">
        <CopyButton text={source.text} label="Copy source" />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1) */}
      <section aria-label="Source" tabIndex={0} className="max-h-[560px] overflow-auto py-2.5">
        <pre className="min-h-40 whitespace-pre-wrap break-words pr-10 pl-3.5 font-mono text-muted text-sm/5">
          {source.text}
        </pre>
      </section>
      {source.isCut && (
        <p className="border-line border-t px-3.5 py-2 text-faint">
          Only the first 512 KB of {formatBytes(source.sizeBytes)} are shown.
        </p>
      )}
    </div>
  )
}

function Headers({ headers }: { headers: PathEntry['headers'] }) {
  return (
    <Rows>
      {headers.map(([name, value], index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a header may repeat, and the list never changes
        <Row key={index} name={name}>
          <code className="break-all font-mono text-sm">{value}</code>
        </Row>
      ))}
    </Rows>
  )
}

function Facts({ entry }: { entry: PathEntry }) {
  return (
    <Rows>
      <Row name="State">
        <StateBadge state={entry.state} reason={entry.stateReason} />
      </Row>
      <Row name="Generated">
        <Ago at={entry.generatedAt} />
        {entry.isFromBuild && ', by the build'}
      </Row>
      <Row name="Fresh for">{formatInterval(intervalSeconds(entry))}</Row>
      <Row name="Expires">{entry.expiresAt ? entry.expiresAt.replace('T', ' ').slice(0, 19) : 'never'}</Row>
      <Row name="Stored">
        {formatBytes(entry.storedBytes)} compressed, {formatBytes(entry.sizeBytes)} sent
      </Row>
      <Row name="Output">
        <code className="font-mono text-sm">{entry.output}</code>
      </Row>
      <Row name="Query in the key">
        {entry.query === '' ? 'none' : <code className="break-all font-mono text-sm">{entry.query}</code>}
      </Row>
      <Row name="Stamp">{formatCount(entry.stamp)}</Row>
      <Row name="Version">
        <code className="break-all font-mono text-sm">{entry.version}</code>
      </Row>
    </Rows>
  )
}

function Rows({ children }: { children: ReactNode }) {
  return <dl className="divide-y divide-line">{children}</dl>
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid min-h-9 items-center gap-x-4 px-3.5 py-1.5 sm:grid-cols-[200px_minmax(0,1fr)]">
      <dt className="text-muted">{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
