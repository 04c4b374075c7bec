'use client'

import { Example } from '@/components/gallery/example'
import { ChosenBar } from '@/components/paths/chosen-bar'
import { NotLiveBanner } from '@/components/paths/not-live-banner'
import { pathKey } from '@/components/paths/path-key'
import { PathPager } from '@/components/paths/path-pager'
import { PathPanels } from '@/components/paths/path-panels'
import { PathSearch } from '@/components/paths/path-search'
import { PathTable } from '@/components/paths/path-table'
import { PathSkeleton } from '@/components/paths/path-view'
import { NoPaths } from '@/components/paths/paths-view'
import { StateChips } from '@/components/paths/state-chips'
import { before, NO_REQUESTS } from '@/components/testing/instants'
import {
  diffWith,
  failureWith,
  pathDetail,
  pinnedPath,
  previewWith,
  versionWith,
} from '@/components/testing/path-details'
import { PATH_ROWS } from '@/components/testing/path-rows'
import { Panel } from '@/components/ui/panel'
import { Difference } from '@/components/versions/diff-panel'
import { PinBanner } from '@/components/versions/pin-banner'
import { FactRows } from '@/components/versions/version-facts'
import { PreviewFrame } from '@/components/versions/version-preview'

const SHOWN = new Map([['shop.example.com', PATH_ROWS[0]?.deployment ?? null]])
const CHOSEN = new Set(PATH_ROWS.slice(1, 3).map(pathKey))
const ignore = () => undefined

function hiddenPin() {
  const detail = pinnedPath()
  return { ...detail, pin: detail.pin && { ...detail.pin, isServed: false } }
}

/** Paths and one path. */
export function PathStates() {
  return (
    <>
      <Example name="Paths">
        <div className="flex flex-wrap gap-x-3 gap-y-2">
          <PathSearch search="" onSearch={ignore} />
          <StateChips state="stale" route="/products/[slug]" tag="price:18" onState={ignore} onGone={ignore} />
        </div>
        <Panel>
          <PathTable
            project="storefront"
            shownBy={SHOWN}
            rows={PATH_ROWS}
            sort="requests"
            order="desc"
            onSort={ignore}
            onNarrow={ignore}
            onPurge={ignore}
            chosen={CHOSEN}
            onChoose={ignore}
          />
        </Panel>
        <ChosenBar count={2} onPurge={ignore} onClear={ignore} />
        <PathPager list={{ paths: [], total: 18_412, isPartial: false, page: 2, pageSize: 50 }} onPage={ignore} />
        <PathPager list={{ paths: [], total: 12_000, isPartial: true, page: 2, pageSize: 50 }} onPage={ignore} />
      </Example>
      <Example name="Paths: no match">
        <Panel>
          <NoPaths project="storefront" url={undefined} isNarrowed onWiden={ignore} />
        </Panel>
        <Panel>
          <NoPaths project="storefront" url={undefined} isNarrowed onWiden={ignore} onAll={ignore} />
        </Panel>
      </Example>
      <Example name="Paths: nothing yet">
        <Panel>
          <NoPaths project="storefront" url={undefined} isNarrowed={false} onWiden={ignore} />
        </Panel>
        <Panel>
          <NoPaths
            project="storefront"
            url="http://shop.localhost:8080"
            isNarrowed={false}
            onWiden={ignore}
            onAll={ignore}
          />
        </Panel>
      </Example>
      <Example name="Path">
        <PathPanels
          detail={pathDetail({
            failure: { message: '502 from the function', at: before(240_000), retryAt: before(-30_000) },
            failures: [
              failureWith({ at: before(5_000), invocation: 'inv_77b1c2' }),
              failureWith({ at: before(36_000), invocation: 'inv_77b1c1' }),
              failureWith({ at: before(240_000), status: null, message: 'The function did not answer within 10 s.' }),
            ],
          })}
        />
      </Example>
      <Example name="Path: pinned, and pinned with the pinned page deleted">
        <PathPanels detail={pinnedPath()} />
        <PinBanner detail={hiddenPin()} onShow={ignore} onUnpin={ignore} />
      </Example>
      <Example name="Path: facts of a version">
        <Panel title="Current version">
          <FactRows detail={versionWith()} entry={undefined} />
        </Panel>
      </Example>
      <Example name="Path: never stored">
        <PathPanels
          detail={pathDetail({
            entries: [],
            generations: [],
            mix: NO_REQUESTS,
            requests: 0,
            hitRatio: null,
            lastOutcome: null,
          })}
        />
      </Example>
      <Example name="Path: of a deployment that the domain does not show">
        <NotLiveBanner detail={pathDetail()} shown="dpl_9c21v7k4x0bd" />
      </Example>
      <Example name="Two versions of a path, compared">
        <Panel>
          <Difference diff={diffWith()} />
        </Panel>
        <Panel>
          <Difference diff={diffWith({ body: { isSame: false, lines: null, isCut: true } })} />
        </Panel>
        <Panel>
          <Difference
            diff={diffWith({
              headers: [],
              tags: { removed: [], added: [] },
              body: { isSame: true, lines: [], isCut: false },
            })}
          />
        </Panel>
      </Example>
      <Example name="Path: preview of a version that is no page">
        <Panel title="Current version">
          <PreviewFrame dashboard="http://localhost:3000" preview={previewWith()} />
        </Panel>
      </Example>
      <Example name="Path: loading">
        <PathSkeleton />
      </Example>
    </>
  )
}
