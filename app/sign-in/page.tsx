import type { Metadata } from 'next'
import { AccessCard } from '@/components/access/access-card'
import { safeNextHref } from '@/components/access/next-href'
import { PlainHttpBanner } from '@/components/access/plain-http-banner'
import { SignInForm } from '@/components/access/sign-in-form'
import { isPlainHttp } from '@/lib/server/session'

export const metadata: Metadata = { title: 'Sign in' }

type SignInProps = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function SignInPage({ searchParams }: SignInProps) {
  const { next } = await searchParams
  return (
    <AccessCard title="Sign in" text="To see and steer what is cached.">
      <PlainHttpBanner isPlainHttp={await isPlainHttp()} />
      <SignInForm nextHref={safeNextHref(next)} />
    </AccessCard>
  )
}
