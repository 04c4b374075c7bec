'use client'

import { Example } from '@/components/gallery/example'
import { OriginForm } from '@/components/origins/origin-sheet'
import { OriginTable } from '@/components/origins/origin-table'
import { NoOrigins } from '@/components/origins/origins-view'
import { Failure } from '@/components/ui/failure'
import { Panel } from '@/components/ui/panel'
import { SkeletonRows } from '@/components/ui/skeleton'

const ignore = () => undefined

/** Allowed origins: full, with one too long for its cell, empty, loading, failed, and the form. */
export function OriginStates() {
  return (
    <Example name="Origins">
      <Panel>
        <OriginTable
          origins={[
            'http://10.0.0.5:8080',
            'http://localhost:4000',
            'https://a-rather-long-name-of-a-server.in-a-department.of-a-company.internal:8443',
          ]}
          onForbid={ignore}
        />
      </Panel>
      <Panel>
        <NoOrigins project="storefront" />
      </Panel>
      <Panel>
        <SkeletonRows count={3} label="Loading origins" />
      </Panel>
      <Panel>
        <Failure title="The origins could not be loaded." message="The database does not answer." onRetry={ignore} />
      </Panel>
      <Panel>
        <div className="p-4">
          <OriginForm project="storefront" onAllowed={ignore} />
        </div>
      </Panel>
    </Example>
  )
}
