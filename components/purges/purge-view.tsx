'use client'

import { DomainGroups } from '@/components/purges/domain-groups'
import { draftOfParams } from '@/components/purges/purge-draft'
import { PurgeForm } from '@/components/purges/purge-form'
import { useUrlParams } from '@/components/shell/use-url-params'
import { PageHead } from '@/components/ui/page-head'
import { Panel } from '@/components/ui/panel'

/** The purge form as a page: a link can fill it in, by `domain`, `path` or `tag`. */
export function PurgeView({ project }: { project: string }) {
  const { params } = useUrlParams()
  return (
    <div className="mx-auto max-w-xl">
      <PageHead title="Purge" question="nothing happens before you confirm" />
      <Panel>
        <div className="p-4 sm:p-5">
          <PurgeForm project={project} initialDraft={draftOfParams(params)} />
        </div>
      </Panel>
      <DomainGroups project={project} />
    </div>
  )
}
