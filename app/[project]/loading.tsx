import { Panel } from '@/components/ui/panel'
import { Skeleton, SkeletonRows } from '@/components/ui/skeleton'

export default function Loading() {
  return (
    <>
      <div className="mb-4 flex h-8 items-center">
        <Skeleton className="h-4 w-44" />
      </div>
      <Panel>
        <SkeletonRows count={12} label="Loading the page" />
      </Panel>
    </>
  )
}
