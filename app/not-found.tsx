import { AccessCard } from '@/components/access/access-card'
import { Button } from '@/components/ui/button'
import { Link } from '@/components/ui/link'

export default function NotFound() {
  return (
    <AccessCard title="Not here" text="This page or project does not exist, or was removed.">
      <Button asChild>
        <Link href="/">All projects</Link>
      </Button>
    </AccessCard>
  )
}
