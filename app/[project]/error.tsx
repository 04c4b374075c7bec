'use client'

import { useReloadWhenBack } from '@/components/shell/use-reload-when-back'
import { Failure } from '@/components/ui/failure'
import { Panel } from '@/components/ui/panel'

/** The sidebar stays: other pages may work, and what is wrong is often over soon. */
export default function ProjectPageError({ error }: { error: Error & { digest?: string } }) {
  useReloadWhenBack()
  const where = error.digest ? ` (error ${error.digest})` : ''
  return (
    <Panel>
      <Failure
        title="This page could not be made"
        message={`Most often the database cannot be reached. Edges go on serving what they have in memory; nothing was changed. The log of the dashboard says more${where}.`}
        onRetry={() => window.location.reload()}
      />
    </Panel>
  )
}
