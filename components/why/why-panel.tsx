'use client'

import { useQuery } from '@tanstack/react-query'
import { hrefs } from '@/components/shell/hrefs'
import { Button } from '@/components/ui/button'
import { CopyAs } from '@/components/ui/copy-as'
import { Link } from '@/components/ui/link'
import { Loaded } from '@/components/ui/loaded'
import { Panel } from '@/components/ui/panel'
import { SkeletonRows } from '@/components/ui/skeleton'
import { ShortWhy } from '@/components/why/short-why'
import { whyCommands } from '@/components/why/why-commands'
import { explainUrlInput } from '@/lib/contract/why'
import { whyQueries } from '@/lib/queries/why'

/** What a visitor of a page would get now, told by the edges, on the page of its path. */
export function WhyPanel({ project, url }: { project: string; url: string }) {
  const query = useQuery(whyQueries.url(explainUrlInput.parse({ url })))
  return (
    <Panel
      title="Why"
      note="what each edge would answer now"
      className="mb-4"
      actions={
        <>
          <CopyAs commands={() => whyCommands(url)} />
          <Button size="small" onClick={() => void query.refetch()} disabled={query.isFetching}>
            Ask again
          </Button>
          <Button size="small" asChild>
            <Link href={hrefs.why(project, url)}>Ask about another address</Link>
          </Button>
        </>
      }
    >
      <Loaded
        query={query}
        loading={<SkeletonRows count={1} label="Asking the edges" />}
        failure="No edge could be asked."
      >
        {(why) => <ShortWhy why={why} />}
      </Loaded>
    </Panel>
  )
}
