'use client'

import { useState } from 'react'
import { formatInstant } from '@/components/format/durations'
import { NotLiveBanner } from '@/components/paths/not-live-banner'
import { PathFacts } from '@/components/paths/path-facts'
import { Ago } from '@/components/shell/now'
import { panelCommands } from '@/components/shell/panel-commands'
import { useDomains } from '@/components/shell/use-domains'
import { useUrlParams } from '@/components/shell/use-url-params'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { CopyAs } from '@/components/ui/copy-as'
import { Empty } from '@/components/ui/empty'
import { Panel } from '@/components/ui/panel'
import { DiffPanel } from '@/components/versions/diff-panel'
import { GenerationTimeline } from '@/components/versions/generation-timeline'
import { PinBanner } from '@/components/versions/pin-banner'
import { PinDialog } from '@/components/versions/pin-dialog'
import { VersionPanel, viewedIn } from '@/components/versions/version-panel'
import { WhyPanel } from '@/components/why/why-panel'
import type { PathDetail, PathGeneration } from '@/lib/contract/paths'
import { commandLine } from '@/lib/contract/shell-words'

/** All panels of a path. Which version is looked at, how, and with what it is compared is in the address. */
export function PathPanels({ detail }: { detail: PathDetail }) {
  const { project, generations, failure } = detail
  const { params, change } = useUrlParams()
  const [toPin, setToPin] = useState<PathGeneration>()
  const shown = useDomains(project).find(({ host }) => host === detail.domain)?.deployment
  const viewed = viewedIn(detail, params)
  const versionIn = (generation: PathGeneration) =>
    generation.versions.find(({ entry }) => entry === viewed?.entry.entry)?.version
  const show = ({ id }: PathGeneration) => change({ generation: id, compare: undefined }, 'replace')
  const compared = viewed && params.compare ? inOrder(detail, params.compare, viewed.version) : undefined
  return (
    <>
      {failure && (
        <Banner tone="danger" title="The last regeneration failed; visitors get the last good copy.">
          {failure.message} · <Ago at={failure.at} />
        </Banner>
      )}
      <PinBanner detail={detail} onShow={show} onUnpin={setToPin} />
      <NotLiveBanner detail={detail} shown={shown} />
      <PathFacts detail={detail} />
      <WhyPanel project={project} url={detail.url} />
      {compared && (
        <div className="mb-4">
          <DiffPanel project={project} {...compared} onClose={() => change({ compare: undefined }, 'replace')} />
        </div>
      )}
      <div className="grid items-start gap-4 lg:grid-cols-[320px_minmax(0,1fr)]">
        <Panel
          title="Timeline"
          note="newest first"
          actions={
            <CopyAs commands={() => panelCommands.timeline({ project, domain: detail.domain, path: detail.path })} />
          }
        >
          {generations.length === 0 ? (
            <Empty title="Never generated" command={commandLine('curl', '-I', detail.url)}>
              A visit makes the first generation.
            </Empty>
          ) : (
            <GenerationTimeline
              detail={detail}
              viewedId={viewed?.generation?.id}
              actions={(generation) => (
                <GenerationActions
                  generation={generation}
                  isViewed={generation.id === viewed?.generation?.id}
                  canCompare={![undefined, viewed?.version].includes(versionIn(generation))}
                  onView={() => show(generation)}
                  onCompare={() => change({ compare: versionIn(generation) }, 'replace')}
                  onPin={() => setToPin(generation)}
                />
              )}
            />
          )}
        </Panel>
        {viewed === undefined ? (
          <Panel
            title="Stored"
            actions={
              <CopyAs commands={() => panelCommands.stored({ project, domain: detail.domain, path: detail.path })} />
            }
          >
            <Empty title="Nothing is stored of this path">
              It is served live, or has not been visited since it was removed.
            </Empty>
          </Panel>
        ) : (
          <VersionPanel detail={detail} viewed={viewed} />
        )}
      </div>
      <PinDialog detail={detail} generation={toPin} onClose={() => setToPin(undefined)} />
    </>
  )
}

/** The older of two versions first. */
function inOrder({ generations }: PathDetail, one: string, other: string) {
  const placeOf = (version: string) =>
    generations.findLastIndex(({ versions }) => versions.some((member) => member.version === version))
  return placeOf(one) < placeOf(other) ? { from: other, to: one } : { from: one, to: other }
}

type GenerationActionsProps = {
  generation: PathGeneration
  isViewed: boolean
  canCompare: boolean
  onView: () => void
  onCompare: () => void
  onPin: () => void
}

function GenerationActions(props: GenerationActionsProps) {
  const { generation, isViewed, canCompare, onView, onCompare, onPin } = props
  const of = `version of ${formatInstant(generation.beganAt)}`
  const view = isViewed ? 'Shown' : 'Show'
  const pin = generation.isPinned ? 'Unpin' : 'Pin'
  return (
    <>
      <Button size="small" tone="quiet" onClick={onView} aria-pressed={isViewed} aria-label={`${view} ${of}`}>
        {view}
      </Button>
      {canCompare && (
        <Button
          size="small"
          tone="quiet"
          onClick={onCompare}
          aria-label={`Compare ${of}`}
          title="With the version that is shown"
        >
          Compare
        </Button>
      )}
      <Button size="small" tone="quiet" needs="purge" onClick={onPin} aria-label={`${pin} ${of}`}>
        {pin}
      </Button>
    </>
  )
}
