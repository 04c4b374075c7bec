import { Banner } from '@/components/ui/banner'

/** Says that passwords and sessions can be read on the way. Nothing within one machine is shown it. */
export function PlainHttpBanner({ isPlainHttp }: { isPlainHttp: boolean }) {
  if (!isPlainHttp) return null
  return (
    <Banner tone="danger" title="This page came over plain HTTP.">
      Whoever can listen on the way can read your password and use your session. Put a TLS proxy in front, and name it
      in TRUSTED_PROXIES if there is one already.
    </Banner>
  )
}
