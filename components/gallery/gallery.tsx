'use client'

import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useState } from 'react'
import { AuditStates, MemberStates } from '@/components/gallery/access-states'
import { ChartStates } from '@/components/gallery/chart-states'
import { CronStates } from '@/components/gallery/cron-states'
import { FleetStates } from '@/components/gallery/fleet-states'
import { FunctionStates } from '@/components/gallery/function-states'
import { JobStates } from '@/components/gallery/job-states'
import { LiveStates } from '@/components/gallery/live-states'
import { OperationStates } from '@/components/gallery/operation-states'
import { OriginStates } from '@/components/gallery/origin-states'
import { PathStates } from '@/components/gallery/path-states'
import { ProtectionStates } from '@/components/gallery/protection-states'
import { TagStates } from '@/components/gallery/tag-states'
import { TokenStates } from '@/components/gallery/token-states'
import { UiStates } from '@/components/gallery/ui-states'
import { UsageStates } from '@/components/gallery/usage-states'
import { VariableStates } from '@/components/gallery/variable-states'
import { WhyStates } from '@/components/gallery/why-states'
import { LAST_PURGES } from '@/components/purges/limits'
import { NowProvider } from '@/components/shell/now'
import { T0 } from '@/components/testing/instants'
import { deploymentList, purgeWith } from '@/components/testing/operations'
import { projectWith } from '@/components/testing/overviews'
import { pathDetail } from '@/components/testing/path-details'
import { urlWhyWith } from '@/components/testing/why'
import { explainUrlInput } from '@/lib/contract/why'
import { deploymentQueries } from '@/lib/queries/deployments'
import { pathQueries } from '@/lib/queries/paths'
import { projectQueries } from '@/lib/queries/projects'
import { purgeQueries } from '@/lib/queries/purges'
import { whyQueries } from '@/lib/queries/why'

/** Every component in its states, drawn from the builders that the tests use; nothing here asks the API. */
export function Gallery() {
  const [client] = useState(clientWithAnswers)
  return (
    <QueryClientProvider client={client}>
      <NowProvider serverNowMs={T0}>
        <main className="mx-auto flex max-w-[1264px] flex-col gap-10 px-4 py-6 md:px-6">
          <h1 className="font-semibold text-xl tracking-tight">Gallery</h1>
          <UiStates />
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
        </main>
      </NowProvider>
    </QueryClientProvider>
  )
}

function clientWithAnswers() {
  const client = new QueryClient({
    defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY, refetchInterval: false, retry: false } },
  })
  const project = 'storefront'
  client.setQueryData(projectQueries.list().queryKey, { projects: [projectWith(), projectWith({ name: 'docs' })] })
  client.setQueryData(purgeQueries.list({ project, limit: LAST_PURGES }).queryKey, {
    purges: [purgeWith(), purgeWith({ seq: 48_100, mode: 'delete', selectors: [{ kind: 'path', path: '/sale' }] })],
    actors: ['token:cms'],
    next: null,
  })
  client.setQueryData(deploymentQueries.list({ project, limit: 20 }).queryKey, deploymentList())
  client.setQueryData(pathQueries.source({ project, version: 'ver_22' }).queryKey, {
    version: 'ver_22',
    contentType: 'text/html; charset=utf-8',
    text: '<!doctype html>\n<html lang="en">\n  <head>\n    <title>Aurora lamp</title>\n  </head>\n  <body>\n    <p class="price">€ 169</p>\n  </body>\n</html>\n',
    sizeBytes: 48_213,
    isCut: true,
  })
  const { url } = pathDetail()
  client.setQueryData(whyQueries.url(explainUrlInput.parse({ url })).queryKey, urlWhyWith())
  return client
}
