import type { Metadata } from 'next'
import { AccessCard } from '@/components/access/access-card'
import { PlainHttpBanner } from '@/components/access/plain-http-banner'
import { SetUpForm } from '@/components/access/set-up-form'
import { CommandLine } from '@/components/ui/command-line'
import { isPlainHttp } from '@/lib/server/session'

export const metadata: Metadata = { title: 'Set up' }

type SetUpProps = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function SetUpPage({ searchParams }: SetUpProps) {
  const { secret } = await searchParams
  if (typeof secret !== 'string') {
    return (
      <AccessCard
        title="Set up Freshet"
        text="Nobody can sign in yet. Open the set-up link that the start printed; it is printed again at each start until it was used."
      >
        <CommandLine command="npm start" />
      </AccessCard>
    )
  }
  return (
    <AccessCard title="Set up Freshet" text="You become the owner of this installation. The link works once.">
      <PlainHttpBanner isPlainHttp={await isPlainHttp()} />
      <SetUpForm secret={secret} />
    </AccessCard>
  )
}
