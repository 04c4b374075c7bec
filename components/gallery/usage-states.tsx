'use client'

import { Example } from '@/components/gallery/example'
import { before, MINUTE } from '@/components/testing/instants'
import {
  billWith,
  priceSheetWith,
  projectPricesWith,
  sheetSummaryWith,
  steppedSheet,
} from '@/components/testing/prices'
import { emptyUsage, usageGroupWith, usageWith, whatIfWith } from '@/components/testing/usages'
import { Failure } from '@/components/ui/failure'
import { Panel } from '@/components/ui/panel'
import { SkeletonRows } from '@/components/ui/skeleton'
import { BillNotes, BillTable } from '@/components/usage/bill-panel'
import { GroupTable } from '@/components/usage/group-table'
import { SheetChooser } from '@/components/usage/sheet-chooser'
import { SheetForm } from '@/components/usage/sheet-editor'
import { UsageFiguresSkeleton } from '@/components/usage/usage-figures'
import { parseUsageFilter } from '@/components/usage/usage-filter'
import { SeriesTable, UsagePanelSkeleton } from '@/components/usage/usage-panel'
import { UsagePanels } from '@/components/usage/usage-view'
import { WhatIfAnswer } from '@/components/usage/what-if-panel'

const NOBODY = 'Nobody asked for a page of any route that the cache may answer, in the full hours of the last 7 days.'
const ignore = () => undefined
const filter = parseUsageFilter('storefront', {})
const SHEETS = [
  sheetSummaryWith(),
  sheetSummaryWith({ id: 'sht_2', region: 'iad1', version: 1 }),
  sheetSummaryWith({ id: 'sht_3', plan: 'hobby', name: 'Vercel Hobby' }),
  sheetSummaryWith({ id: 'sht_4', provider: 'own', plan: 'machines', region: 'all', name: 'Your own machines' }),
]

/** Usage: full, empty, loading, failed; estimates that are uncertain or partial; prices and intervals. */
export function UsageStates() {
  const lost = {
    region: 'fra',
    reason: 'killed',
    requests: null,
    from: before(90 * MINUTE),
    until: before(89 * MINUTE),
  }
  const [unknown, ...others] = billWith().lines
  const partial = billWith({
    isPartial: true,
    withoutLine: ['originBytes'],
    lines: unknown ? [{ ...unknown, amount: null, price: { kind: 'flat', amount: null } }, ...others] : others,
  })
  return (
    <>
      <Example name="Usage">
        <UsagePanels usage={usageWith({ losses: [lost] })} filter={filter} />
      </Example>
      <Example name="Usage: nothing yet">
        <UsagePanels usage={emptyUsage()} filter={filter} />
      </Example>
      <Example name="Usage: loading">
        <UsageFiguresSkeleton />
        <UsagePanelSkeleton />
        <Panel>
          <SkeletonRows count={4} label="Loading usage" />
        </Panel>
      </Example>
      <Example name="Usage: failed">
        <Panel>
          <Failure
            title="The usage could not be loaded."
            message="The price sheet vercel pro fra1, version 2, is broken."
            onRetry={ignore}
          />
        </Panel>
      </Example>
      <Example name="Usage of a part, by path, and as a table">
        <Panel title="By path">
          <GroupTable
            by="path"
            groups={[
              usageGroupWith({ name: '/products/aurora-lamp', domain: 'shop.example.com' }),
              usageGroupWith({ name: '(other paths)', amount: null }),
            ]}
            sort="amount"
            order="desc"
            onSort={ignore}
            onNarrow={ignore}
          />
        </Panel>
        <Panel title="Over time">
          <SeriesTable usage={usageWith()} metric="writeUnits" />
        </Panel>
      </Example>
      <Example name="An estimate with a price that nobody knows">
        <Panel title="Estimate for 2026-11">
          <BillTable bill={partial} />
          <BillNotes bill={partial} />
        </Panel>
      </Example>
      <Example name="What if">
        <Panel title="What if">
          <WhatIfAnswer whatIf={whatIfWith()} asked={300} />
        </Panel>
        <Panel title="What if: nothing recorded">
          <WhatIfAnswer whatIf={whatIfWith({ intervals: [], notes: [NOBODY] })} />
        </Panel>
        <Panel title="What if: loading">
          <SkeletonRows count={7} label="Working it out" />
        </Panel>
        <Panel title="What if: failed">
          <Failure title="No interval could be told." message="The database cannot be reached." onRetry={ignore} />
        </Panel>
      </Example>
      <Example name="Price sheet">
        <Panel title="Price sheet">
          <SheetChooser prices={projectPricesWith()} sheets={SHEETS} />
        </Panel>
        <Panel title="Price sheet, by default">
          <SheetChooser prices={projectPricesWith({ isDefault: true, choices: [] })} sheets={SHEETS} />
        </Panel>
        <Panel title="Its lines" className="max-w-[460px]">
          <div className="p-4">
            <SheetForm sheet={priceSheetWith()} onSaved={ignore} />
          </div>
        </Panel>
        <Panel title="Lines with steps" className="max-w-[460px]">
          <div className="p-4">
            <SheetForm sheet={steppedSheet()} onSaved={ignore} />
          </div>
        </Panel>
      </Example>
    </>
  )
}
