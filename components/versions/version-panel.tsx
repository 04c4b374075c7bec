'use client'

import { useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { formatBytes } from '@/components/format/numbers'
import { Ago } from '@/components/shell/now'
import { useUrlParams } from '@/components/shell/use-url-params'
import { StateBadge } from '@/components/status/status-badge'
import { Button } from '@/components/ui/button'
import { CopyAs } from '@/components/ui/copy-as'
import { Select } from '@/components/ui/field'
import { Panel } from '@/components/ui/panel'
import { entryLabel } from '@/components/versions/entry-text'
import { STANDING_TITLE, type Standing, servedOf, standingOf } from '@/components/versions/served'
import { versionCommands } from '@/components/versions/version-commands'
import { VersionFacts, VersionHeaders } from '@/components/versions/version-facts'
import { VersionPreviewFrame } from '@/components/versions/version-preview'
import { VersionSourceText } from '@/components/versions/version-source'
import type { PathDetail, PathEntry, PathGeneration } from '@/lib/contract/paths'
import { downloadUrl } from '@/lib/contract/previews'
import { pathQueries } from '@/lib/queries/paths'

const VIEWS = ['source', 'preview', 'headers', 'facts'] as const
const VIEW_LABEL = { source: 'Source', preview: 'Preview', headers: 'Headers', facts: 'Facts' } as const

/** What is looked at: a variant of the path, and the version that a generation has of it. */
export type Viewed = {
  readonly entry: PathEntry
  /** `undefined`: of a page whose generations are not told here, or from before they were kept. */
  readonly generation: PathGeneration | undefined
  readonly version: string
}

/** What an address looks at; without a generation named it is what visitors get. */
export function viewedIn(detail: PathDetail, params: Readonly<Record<string, string | undefined>>): Viewed | undefined {
  const entry =
    detail.entries.find((one) => one.entry === params.entry) ??
    detail.entries.find(({ query }) => query === detail.query)
  if (entry === undefined) return undefined
  const generation = detail.generations.find(({ id }) => id === params.generation) ?? servedOf(detail)
  const version = generation?.versions.find((one) => one.entry === entry.entry)?.version
  return version === undefined
    ? { entry, generation: undefined, version: entry.version }
    : { entry, generation, version }
}

/** One version of one variant: its source as text, itself as a page, its headers, its facts. All of it is in the address. */
export function VersionPanel({ detail, viewed }: { detail: PathDetail; viewed: Viewed }) {
  const { params, change } = useUrlParams()
  const { project } = detail
  const { entry, version, generation } = viewed
  const preview = useQuery(pathQueries.preview({ project, version }))
  const view = VIEWS.find((name) => name === params.view) ?? 'source'
  const standing = generation === undefined ? 'served' : standingOf(detail, generation)
  return (
    <Panel
      title={STANDING_TITLE[standing]}
      note={<Note detail={detail} viewed={viewed} standing={standing} />}
      actions={
        <>
          <VariantSelect detail={detail} entry={entry} />
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
          <span className="flex gap-1">
            {preview.data && (
              <Button asChild size="small">
                <a
                  href={downloadUrl(originOf(), preview.data)}
                  aria-label={`Download ${formatBytes(preview.data.sizeBytes)}`}
                >
                  <Download aria-hidden="true" />
                  Download
                </a>
              </Button>
            )}
            <CopyAs commands={() => versionCommands({ project, version }, preview.data)} />
          </span>
        </>
      }
    >
      {(standing === 'waiting' || standing === 'earlier' || standing === 'hidden') && (
        <NotServed detail={detail} onServed={() => change({ generation: undefined }, 'replace')} />
      )}
      {view === 'source' && <VersionSourceText key={version} project={project} version={version} />}
      {view === 'preview' && <VersionPreviewFrame key={version} project={project} version={version} />}
      {view === 'headers' && <VersionHeaders key={version} project={project} version={version} />}
      {view === 'facts' && (
        <VersionFacts key={version} project={project} version={version} entry={isOfEntry(viewed) ? entry : undefined} />
      )}
    </Panel>
  )
}

/** The links are drawn once they are known, which is in a browser. */
function originOf(): string {
  return typeof window === 'undefined' ? 'http://localhost' : window.location.href
}

/** What an entry tells of its time and state is of its newest version. */
function isOfEntry({ entry, version }: Viewed): boolean {
  return entry.version === version
}

type NoteProps = { detail: PathDetail; viewed: Viewed; standing: Standing }

function Note({ detail: { pin }, viewed: { entry, generation }, standing }: NoteProps) {
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2">
      {(standing === 'served' || standing === 'pinned') && (
        <StateBadge state={entry.state} reason={entry.stateReason} />
      )}
      {generation && (
        <span>
          made <Ago at={generation.beganAt} />
          {standing === 'pinned' && pin?.since && (
            <>
              , pinned <Ago at={pin.since} />
            </>
          )}
        </span>
      )}
    </span>
  )
}

function NotServed({ detail, onServed }: { detail: PathDetail; onServed: () => void }) {
  const served = servedOf(detail)
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-line border-b bg-sunken px-3.5 py-2">
      <p className="text-muted">
        Not what visitors get.{' '}
        {served && (
          <>
            They get the one made <Ago at={served.beganAt} />
            {served.isPinned && ', which is pinned'}.
          </>
        )}
      </p>
      {served && (
        <Button size="small" onClick={onServed}>
          Show what is served
        </Button>
      )}
    </div>
  )
}

function VariantSelect({ detail: { entries }, entry }: { detail: PathDetail; entry: PathEntry }) {
  const { change } = useUrlParams()
  if (entries.length < 2) return null
  return (
    <Select
      aria-label="Variant"
      value={entry.entry}
      onChange={({ target }) => {
        const chosen = entries.find(({ entry: id }) => id === target.value)
        // Each query of a path is a page of its own, with regenerations of its own.
        const isOther = chosen !== undefined && chosen.query !== entry.query
        const page = isOther ? { query: chosen.query, generation: undefined, compare: undefined } : {}
        change({ entry: target.value, ...page }, 'replace')
      }}
      className="h-7 w-auto max-w-56 text-sm"
    >
      {entries.map((choice) => (
        <option key={choice.entry} value={choice.entry}>
          {entryLabel(choice)}
        </option>
      ))}
    </Select>
  )
}
