'use client'

import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { formatBytes } from '@/components/format/numbers'
import { Ago } from '@/components/shell/now'
import { Button } from '@/components/ui/button'
import { CopyAs } from '@/components/ui/copy-as'
import { Empty } from '@/components/ui/empty'
import { Loaded } from '@/components/ui/loaded'
import { Panel } from '@/components/ui/panel'
import { SkeletonRows } from '@/components/ui/skeleton'
import { DiffLines } from '@/components/versions/diff-lines'
import { diffCommands } from '@/components/versions/version-commands'
import { foldedLines } from '@/lib/contract/folded-lines'
import type { VersionDiff } from '@/lib/contract/versions'
import { pathQueries } from '@/lib/queries/paths'

type DiffPanelProps = { project: string; from: string; to: string; onClose: () => void }

/** Two versions of one variant, compared: body by line, headers, tags. */
export function DiffPanel({ project, from, to, onClose }: DiffPanelProps) {
  const query = useQuery(pathQueries.diff({ project, from, to }))
  const panel = useRef<HTMLElement>(null)
  // It opens above what was clicked.
  useEffect(() => {
    if (from !== to) panel.current?.scrollIntoView({ block: 'nearest' })
  }, [from, to])
  return (
    <Panel
      ref={panel}
      className="scroll-mt-16"
      title="Compared"
      note={query.data && <Sides diff={query.data} />}
      actions={
        <>
          <CopyAs commands={() => diffCommands({ project, from, to })} />
          <Button size="small" onClick={onClose}>
            Close
          </Button>
        </>
      }
    >
      <Loaded
        query={query}
        loading={<SkeletonRows count={8} label="Comparing" />}
        failure="The two versions could not be compared."
      >
        {(diff) => <Difference diff={diff} />}
      </Loaded>
    </Panel>
  )
}

function Sides({ diff: { from, to } }: { diff: VersionDiff }) {
  return (
    <>
      <Ago at={from.createdAt} /> → <Ago at={to.createdAt} />
    </>
  )
}

/** What differs, or that nothing does. */
export function Difference({ diff }: { diff: VersionDiff }) {
  const { from, to, headers, tags, body } = diff
  const status = from.status === to.status ? [] : [{ name: 'status', from: String(from.status), to: String(to.status) }]
  const changes = [
    ...[...status, ...headers].flatMap((header) => [
      ...(header.from === null ? [] : [{ kind: 'removed' as const, text: `${header.name}: ${header.from}` }]),
      ...(header.to === null ? [] : [{ kind: 'added' as const, text: `${header.name}: ${header.to}` }]),
    ]),
    ...tags.removed.map((tag) => ({ kind: 'removed' as const, text: `tag: ${tag}` })),
    ...tags.added.map((tag) => ({ kind: 'added' as const, text: `tag: ${tag}` })),
  ]
  if (changes.length === 0 && body.isSame) {
    return <Empty title="The same">Status, headers, tags and body are the same in both.</Empty>
  }
  return (
    <>
      {changes.length > 0 && <DiffLines label="Status, headers and tags" lines={changes} hasNumbers={false} />}
      {body.isSame && <p className="px-3.5 py-2 text-muted">The bodies are the same.</p>}
      {!body.isSame && body.lines === null && (
        <p className="px-3.5 py-2 text-muted">
          The bodies differ ({formatBytes(from.sizeBytes)} → {formatBytes(to.sizeBytes)}) and cannot be compared by
          line.
        </p>
      )}
      {!body.isSame && body.lines !== null && <DiffLines label="Body" lines={foldedLines(body.lines)} />}
      {body.isCut && (
        <p className="border-line border-t px-3.5 py-2 text-faint">Only the first 512 KB of each were compared.</p>
      )}
    </>
  )
}
