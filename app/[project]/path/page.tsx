import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { OperatorPage } from '@/app/operator-page'
import { parsePathPlace } from '@/components/paths/path-place'
import { PathView } from '@/components/paths/path-view'
import { getPath } from '@/lib/ops/paths/get-path'
import { pathQueries } from '@/lib/queries/paths'
import { requireOperator } from '@/lib/server/session'

type PathPageProps = {
  params: Promise<{ project: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export async function generateMetadata({ searchParams }: PathPageProps): Promise<Metadata> {
  const { path } = await searchParams
  return { title: typeof path === 'string' ? path : 'Path' }
}

export default async function PathPage({ params, searchParams }: PathPageProps) {
  const ctx = await requireOperator()
  const { project } = await params
  const place = parsePathPlace(project, await searchParams)
  if (!place) notFound()
  return (
    <OperatorPage
      prefetch={(client) => [
        client.prefetchQuery({ ...pathQueries.detail(place), queryFn: () => getPath(ctx, place) }),
      ]}
    >
      <PathView project={project} />
    </OperatorPage>
  )
}
