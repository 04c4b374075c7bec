'use client'

import { Example } from '@/components/gallery/example'
import { edgeWhyWith, explainedWith, urlWhyWith } from '@/components/testing/why'
import { Failure } from '@/components/ui/failure'
import { Panel } from '@/components/ui/panel'
import { WhyResult, WhySkeleton } from '@/components/why/why-result'
import { NoQuestion } from '@/components/why/why-view'

const ignore = () => undefined
const HIT = explainedWith({
  status: 'HIT',
  reason: null,
  hint: null,
  docs: '/docs/failure-modes#hit',
  sentence:
    'HIT: what is stored is fresh: it was made 5 min ago, its interval runs for another 5 min, and no purge covers it.',
})

/** Why: edges that agree, that do not and one that is silent, nothing asked, loading, failed. */
export function WhyStates() {
  return (
    <Example name="Why">
      <WhyResult why={urlWhyWith([edgeWhyWith(), edgeWhyWith({ id: 'edg_2', region: 'lon' })])} />
      <WhyResult
        why={urlWhyWith([
          edgeWhyWith(),
          edgeWhyWith({ id: 'edg_2', region: 'lon', explained: HIT }),
          edgeWhyWith({ id: 'edg_3', region: 'nyc', state: 'silent', explained: null }),
        ])}
      />
      <NoQuestion site="https://shop.example.com" isWrong={false} />
      <WhySkeleton />
      <Panel>
        <Failure title="No edge could be asked." message="No edge is running." onRetry={ignore} />
      </Panel>
    </Example>
  )
}
