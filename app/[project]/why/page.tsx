import type { Metadata } from 'next'
import { OperatorPage } from '@/app/operator-page'
import { whyQuestion } from '@/components/why/question'
import { WhyView } from '@/components/why/why-view'
import { explainUrl } from '@/lib/ops/why/explain-url'
import { whyQueries } from '@/lib/queries/why'
import { requireOperator } from '@/lib/server/session'

export const metadata: Metadata = { title: 'Why' }

type WhyPageProps = {
  params: Promise<{ project: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export default async function WhyPage({ params, searchParams }: WhyPageProps) {
  const ctx = await requireOperator()
  const { project } = await params
  const question = whyQuestion(await searchParams)
  return (
    <OperatorPage
      prefetch={(client) =>
        question === undefined
          ? []
          : [client.prefetchQuery({ ...whyQueries.url(question), queryFn: () => explainUrl(ctx, question) })]
      }
    >
      <WhyView project={project} />
    </OperatorPage>
  )
}
