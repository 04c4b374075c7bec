import type { Metadata } from 'next'
import { AccessCard } from '@/components/access/access-card'
import { InvitationForm } from '@/components/access/invitation-form'
import { PlainHttpBanner } from '@/components/access/plain-http-banner'
import { Refusal } from '@/components/ui/refusal'
import { OpError } from '@/lib/ops/errors'
import { type DescribedInvitation, describeInvitation } from '@/lib/ops/members/describe-invitation'
import { isPlainHttp, visitorContext } from '@/lib/server/session'

export const metadata: Metadata = { title: 'Invitation', referrer: 'no-referrer' }

type InvitationProps = { searchParams: Promise<Record<string, string | string[] | undefined>> }

/** No session guards it: the secret of the link does. */
export default async function InvitationPage({ searchParams }: InvitationProps) {
  const { secret } = await searchParams
  const given = typeof secret === 'string' ? secret : ''
  const found = await describe(given)
  if (typeof found === 'string') {
    return (
      <AccessCard title="Invitation" text="This link cannot be used.">
        <Refusal>{found}</Refusal>
      </AccessCard>
    )
  }
  return (
    <AccessCard title="Join Freshet" text={<Offer {...found} />}>
      <PlainHttpBanner isPlainHttp={await isPlainHttp()} />
      <InvitationForm secret={given} email={found.email} />
    </AccessCard>
  )
}

function Offer({ createdBy, role, projects }: DescribedInvitation) {
  const article = role === 'viewer' ? 'a viewer' : `an ${role}`
  return (
    <p>
      {createdBy} invites you as {article} of {projects === null ? 'all projects' : projects.join(', ')}. Choose a
      password; the link works once.
    </p>
  )
}

/** What the link offers, or why it does not. */
async function describe(secret: string): Promise<DescribedInvitation | string> {
  try {
    return await describeInvitation(await visitorContext(), secret)
  } catch (error) {
    if (error instanceof OpError) return error.message
    throw error
  }
}
