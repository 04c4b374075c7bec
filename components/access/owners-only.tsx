'use client'

import { useWithheld } from '@/components/access/role'
import { Empty } from '@/components/ui/empty'
import { PageHead } from '@/components/ui/page-head'
import { Panel } from '@/components/ui/panel'

/** In place of a page that only owners see: why, and what to do. */
export function OwnersOnly({ title, question }: { title: string; question: string }) {
  const withheld = useWithheld('admin')
  return (
    <>
      <PageHead title={title} question={question} />
      <Panel>
        <Empty title="Only owners see this">{withheld}</Empty>
      </Panel>
    </>
  )
}
