import { hrefs } from '@/components/shell/hrefs'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Link } from '@/components/ui/link'
import type { PathDetail } from '@/lib/contract/paths'

type NotLiveBannerProps = {
  detail: PathDetail
  /** What the domain shows now: `null` is nothing, `undefined` not known yet. */
  shown: string | null | undefined
}

/** Says that what the page tells is not what visitors of the domain get, while that shows another deployment. */
export function NotLiveBanner({ detail, shown }: NotLiveBannerProps) {
  const { project, domain, deployment, path } = detail
  if (shown === undefined || shown === null || shown === deployment) return null
  return (
    <Banner
      tone="info"
      title="Not live: stored by a deployment that visitors of this domain do not get."
      action={
        <Button size="small" asChild>
          <Link href={hrefs.path(project, { domain, path, deployment: shown })}>Show what is live</Link>
        </Button>
      }
    >
      {domain} shows <code className="font-mono text-sm">{shown}</code> now; below is what is stored of{' '}
      <code className="font-mono text-sm">{deployment}</code>. Only “Why” tells what visitors get.
    </Banner>
  )
}
