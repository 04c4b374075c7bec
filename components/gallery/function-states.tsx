'use client'

import { FailedCalls } from '@/components/functions/failed-calls'
import { FailingPages } from '@/components/functions/failing-pages'
import { FunctionTable } from '@/components/functions/function-table'
import { NoCalls } from '@/components/functions/functions-view'
import { Example } from '@/components/gallery/example'
import { before } from '@/components/testing/instants'
import { Failure } from '@/components/ui/failure'
import { Panel } from '@/components/ui/panel'
import { SkeletonRows } from '@/components/ui/skeleton'
import type { FailedCall, FunctionRow } from '@/lib/contract/functions'

const ignore = () => undefined

const SLUG: FunctionRow = {
  route: '/products/[slug]',
  invocations: 5_904,
  causes: [
    { cause: 'time', invocations: 4_100, errors: 12 },
    { cause: 'tag', invocations: 1_204, errors: 0 },
    { cause: 'cold', invocations: 600, errors: 0 },
  ],
  errors: 12,
  coldStarts: 7,
  p50: { ms: 83.4, isMore: false },
  p95: { ms: 412, isMore: false },
  p99: { ms: 60_000, isMore: true },
  averageMs: 121.7,
  cpuMs: 301_220,
  averageMemoryMb: 1_024,
  gigabyteSeconds: 718.5,
}

const CALL: FailedCall = {
  invocation: '0b1c8e52-6f2d-4c0d-9a3c-6f8f3f1c9d11',
  deployment: 'dpl_7f3a9c2k1m8q',
  bundle: 'functions/products.func',
  path: '/products/aurora-lamp',
  status: 500,
  outcome: 'answered',
  durationMs: 1_204,
  at: before(36_000),
  output: ['TypeError: Cannot read properties of undefined (reading "price")', '    at Page (/var/task/page.js:12:31)'],
}

/** Functions: full, nothing called, loading, failed; pages and calls that fail. */
export function FunctionStates() {
  return (
    <Example name="Functions">
      <Panel title="By route">
        <FunctionTable
          rows={[
            SLUG,
            {
              ...SLUG,
              route: '/new',
              errors: 0,
              p50: null,
              p95: null,
              p99: null,
              averageMs: null,
              averageMemoryMb: null,
            },
          ]}
          sort="invocations"
          order="desc"
          onSort={ignore}
        />
      </Panel>
      <Panel>
        <NoCalls />
      </Panel>
      <Panel>
        <SkeletonRows count={3} label="Loading functions" />
      </Panel>
      <Panel>
        <Failure title="The functions could not be loaded." message="The database does not answer." onRetry={ignore} />
      </Panel>
      <FailingPages
        project="storefront"
        failing={[
          {
            domain: 'shop.example.com',
            deployment: 'dpl_7f3a9c2k1m8q',
            path: '/sale',
            route: '/sale',
            message: 'The function answered with status 502.',
            failedAt: before(36_000),
            retryAt: before(-6_000),
            lastGoodAt: before(3_850_000),
          },
        ]}
      />
      <FailingPages project="storefront" failing={[]} />
      <FailedCalls
        project="storefront"
        calls={[CALL, { ...CALL, invocation: 'other', status: null, outcome: 'timeout', output: [] }]}
      />
      <FailedCalls project="storefront" calls={[]} />
    </Example>
  )
}
