'use client'

import { useQuery } from '@tanstack/react-query'
import { RefreshCw } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { Ago } from '@/components/shell/now'
import { useUrlParams } from '@/components/shell/use-url-params'
import { Button } from '@/components/ui/button'
import { CopyAs } from '@/components/ui/copy-as'
import { Empty } from '@/components/ui/empty'
import { Field, Input } from '@/components/ui/field'
import { Loaded } from '@/components/ui/loaded'
import { PageHead } from '@/components/ui/page-head'
import { Panel } from '@/components/ui/panel'
import { addressIn, whyQuestion } from '@/components/why/question'
import { RevealPanel } from '@/components/why/reveal-panel'
import { whyCommands } from '@/components/why/why-commands'
import { WhyResult, WhySkeleton } from '@/components/why/why-result'
import { commandLine } from '@/lib/contract/shell-words'
import { projectQueries } from '@/lib/queries/projects'
import { whyQueries } from '@/lib/queries/why'

/** Why a visitor of an address gets what they get. The address asked about is in that of the page. */
export function WhyView({ project }: { project: string }) {
  const { params, change } = useUrlParams()
  const url = params.url ?? ''
  const projects = useQuery(projectQueries.list())
  const domains = projects.data?.projects.find(({ name }) => name === project)?.domains ?? []
  const site = domains.find(({ deployment }) => deployment !== null)?.url ?? null
  const question = whyQuestion(params)
  return (
    <>
      <PageHead
        title="Why"
        question="what would a visitor get now, and why?"
        actions={question && <CopyAs commands={() => whyCommands(question.url)} />}
      />
      <QuestionForm key={url} url={url} site={site} onAsk={(asked) => change({ url: asked })} />
      {question === undefined ? <NoQuestion site={site} isWrong={url !== ''} /> : <Answer question={question} />}
    </>
  )
}

type QuestionFormProps = { url: string; site: string | null; onAsk: (url: string) => void }

function QuestionForm({ url, site, onAsk }: QuestionFormProps) {
  const [text, setText] = useState(url)
  const [error, setError] = useState<string>()
  const ask = (event: FormEvent) => {
    event.preventDefault()
    const address = addressIn(text, site)
    setError(address === undefined ? 'Give a whole address, or a path of this site such as /prices.' : undefined)
    if (address !== undefined) onAsk(address)
  }
  return (
    <form onSubmit={ask} className="mb-4 flex items-start gap-2" noValidate>
      <div className="min-w-0 max-w-3xl flex-1">
        <Field label="Address" hint="As a visitor writes it, with its query." error={error}>
          {(ids) => (
            <Input
              {...ids}
              type="url"
              inputMode="url"
              autoComplete="off"
              spellCheck={false}
              placeholder={`${site ?? 'http://shop.example.com'}/prices?page=2`}
              value={text}
              onChange={(event) => setText(event.target.value)}
              className="font-mono"
            />
          )}
        </Field>
      </div>
      <Button type="submit" tone="primary" className="mt-6 h-8">
        Ask
      </Button>
    </form>
  )
}

type Question = NonNullable<ReturnType<typeof whyQuestion>>

function Answer({ question }: { question: Question }) {
  const query = useQuery(whyQueries.url(question))
  return (
    <div className="flex flex-col gap-4">
      <div className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-1">
        <Button size="small" onClick={() => void query.refetch()} disabled={query.isFetching}>
          <RefreshCw aria-hidden="true" />
          Ask again
        </Button>
        {query.data && (
          <p className="text-muted">
            asked <Ago at={query.data.at} />, without rendering or storing anything
          </p>
        )}
      </div>
      <Loaded query={query} loading={<WhySkeleton />} failure="No edge could be asked.">
        {(why) => <WhyResult why={why} />}
      </Loaded>
      <RevealPanel key={question.url} url={question.url} />
    </div>
  )
}

/** Shown until an address is asked about, and for one that cannot be. */
export function NoQuestion({ site, isWrong }: { site: string | null; isWrong: boolean }) {
  return (
    <Panel>
      <Empty
        title={isWrong ? 'That address cannot be asked about' : 'Ask about an address'}
        command={commandLine('npx', 'freshet', 'why', `${site ?? 'http://shop.example.com'}/`)}
      >
        Each edge says what a visitor would get from it now: the key, what each cache has, the age, the purge that made
        it stale and who made it, and what would make it a HIT.
      </Empty>
    </Panel>
  )
}
