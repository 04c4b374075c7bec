'use client'

import { parseAuditFilter } from '@/components/audit/audit-filter'
import { AuditFilters } from '@/components/audit/audit-filters'
import { Example } from '@/components/gallery/example'
import { parseLiveFilter } from '@/components/live/live-filter'
import { LiveFilters } from '@/components/live/live-filters'
import { DraftLinkButton } from '@/components/protection/draft-link-button'
import { parseJournalFilter } from '@/components/purges/journal-filter'
import { JournalFilters } from '@/components/purges/journal-filters'
import { PurgeButton } from '@/components/purges/purge-button'
import { DeploymentSelect, DomainSelect, WindowSelect } from '@/components/shell/filters'
import { OlderPager } from '@/components/ui/older-pager'
import { PageHead } from '@/components/ui/page-head'
import { parseUsageFilter } from '@/components/usage/usage-filter'
import { UsageWindowSelect } from '@/components/usage/usage-window-select'

const ignore = () => undefined
const project = 'storefront'
const row = 'flex flex-wrap gap-2'
const CUSTOM = { from: '2026-11-18T00:00:00Z', until: '2026-11-20T00:00:00Z' }

/** What narrows a page: all of it, some of it; and the ways to older rows. */
export function FilterStates() {
  return (
    <Example name="Filters, pages of a list and the head of a page">
      <PageHead title="Overview" question="what happens in this project now?" />
      <div className={row}>
        <DomainSelect project={project} domain={undefined} onChange={ignore} />
        <DeploymentSelect project={project} deployment="dpl_7f3a9c2k1m8q" onChange={ignore} />
        <DeploymentSelect project={project} deployment="live" hasLive onChange={ignore} />
        <WindowSelect window="24h" onChange={ignore} />
        <DraftLinkButton url="https://shop.example.com/news/42" />
        <PurgeButton project={project} />
      </div>
      <LiveFilters filter={parseLiveFilter(project, {})} onChange={ignore} />
      <LiveFilters filter={parseLiveFilter(project, { status: 'STALE,MISS', path: '/sale' })} onChange={ignore} />
      <div className={row}>
        <JournalFilters filter={parseJournalFilter(project, {})} actors={['token:cms']} onChange={ignore} />
      </div>
      <AuditFilters
        filter={parseAuditFilter({ actor: 'op@example.com', from: '2026-11-18' })}
        actors={['op@example.com', 'token:ci']}
        actions={['purges.create', 'tokens.create']}
        projects={[project, 'docs']}
        onChange={ignore}
      />
      <div className={row}>
        <UsageWindowSelect filter={parseUsageFilter(project, {})} onChange={ignore} />
        <UsageWindowSelect filter={parseUsageFilter(project, CUSTOM)} onChange={ignore} />
      </div>
      <OlderPager next={48_100} isFirst onBefore={ignore} />
      <OlderPager next={null} isFirst={false} onBefore={ignore} />
    </Example>
  )
}
