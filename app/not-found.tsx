import Link from 'next/link'
import { AccessCard } from '@/components/access/access-card'
import { Button } from '@/components/ui/button'

export default function NotFound() {
  return (
    <AccessCard title="Not here" text="This page or project does not exist, or was removed.">
      <Button asChild>
        <Link href="/">All projects</Link>
      </Button>
    </AccessCard>
  )
}
