'use client'

import { AuditStates, MemberStates } from '@/components/gallery/access-states'
import { Answered } from '@/components/gallery/answered'
import { ChartStates } from '@/components/gallery/chart-states'
import { CronStates } from '@/components/gallery/cron-states'
import { FilterStates } from '@/components/gallery/filter-states'
import { FleetStates } from '@/components/gallery/fleet-states'
import { FunctionStates } from '@/components/gallery/function-states'
import { GalleryPage } from '@/components/gallery/gallery-page'
import { JobStates } from '@/components/gallery/job-states'
import { LiveStates } from '@/components/gallery/live-states'
import { OperationStates } from '@/components/gallery/operation-states'
import { OriginStates } from '@/components/gallery/origin-states'
import { PathStates } from '@/components/gallery/path-states'
import { ProtectionStates } from '@/components/gallery/protection-states'
import type { Answers } from '@/components/gallery/scenes/scene'
import { TagStates } from '@/components/gallery/tag-states'
import { TokenStates } from '@/components/gallery/token-states'
import { UiStates } from '@/components/gallery/ui-states'
import { UsageStates } from '@/components/gallery/usage-states'
import { VariableStates } from '@/components/gallery/variable-states'
import { WhyStates } from '@/components/gallery/why-states'
import { NowProvider } from '@/components/shell/now'
import { T0 } from '@/components/testing/instants'
import { deploymentList, purgeWith } from '@/components/testing/operations'
import { COSTS, projectWith } from '@/components/testing/overviews'
import { pathDetail, previewWith } from '@/components/testing/path-details'
import { urlWhyWith } from '@/components/testing/why'

const { url } = pathDetail()
const ANSWERS: Answers = {
  listProjectCosts: COSTS,
  listProjects: { projects: [projectWith(), projectWith({ name: 'docs' })] },
  listPurges: {
    purges: [purgeWith(), purgeWith({ seq: 48_100, mode: 'delete', selectors: [{ kind: 'path', path: '/sale' }] })],
    actors: ['token:cms'],
    next: null,
  },
  listDeployments: deploymentList(),
  getSource: {
    version: 'ver_22',
    contentType: 'text/html; charset=utf-8',
    text: '<!doctype html>\n<html lang="en">\n  <head>\n    <title>Aurora lamp</title>\n  </head>\n  <body>\n    <p class="price">€ 169</p>\n  </body>\n</html>\n',
    sizeBytes: 48_213,
    isCut: true,
  },
  previewVersion: previewWith(),
  explainUrl: { ...urlWhyWith(), url },
}

/** Every part of pages in its states, drawn from the builders that the tests use; nothing here asks a real API. */
export function Gallery() {
  return (
    <GalleryPage title="Gallery">
      <NowProvider serverNowMs={T0}>
        <Answered answers={ANSWERS}>
          <UiStates />
          <FilterStates />
          <ChartStates />
          <PathStates />
          <TagStates />
          <LiveStates />
          <UsageStates />
          <FunctionStates />
          <OperationStates />
          <FleetStates />
          <CronStates />
          <JobStates />
          <VariableStates />
          <OriginStates />
          <TokenStates />
          <MemberStates />
          <AuditStates />
          <WhyStates />
          <ProtectionStates />
        </Answered>
      </NowProvider>
    </GalleryPage>
  )
}
