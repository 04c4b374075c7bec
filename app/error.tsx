'use client'

import { AccessCard } from '@/components/access/access-card'
import { useReloadWhenBack } from '@/components/shell/use-reload-when-back'
import { Button } from '@/components/ui/button'

export default function PageError({ error }: { error: Error & { digest?: string } }) {
  useReloadWhenBack()
  return (
    <AccessCard
      title="This page could not be made"
      text={
        <>
          <p>
            Most often the database cannot be reached. Edges go on serving what they have in memory; nothing was
            changed. See the log of the dashboard.
          </p>
          {error.digest && <p className="mt-1 font-mono text-faint text-sm">{error.digest}</p>}
        </>
      }
    >
      <Button onClick={() => window.location.reload()}>Try again</Button>
    </AccessCard>
  )
}
