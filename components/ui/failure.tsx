import { TriangleAlert } from 'lucide-react'
import { Button } from '@/components/ui/button'

type FailureProps = {
  /** What could not be done, as a sentence. */
  title: string
  /** What happened and what to do. */
  message: string
  onRetry?: () => void
}

/** An error in place of what could not be loaded. */
export function Failure({ title, message, onRetry }: FailureProps) {
  return (
    <div role="alert" className="flex flex-col items-center gap-2 px-4 py-10 text-center">
      <TriangleAlert aria-hidden="true" className="size-5 text-danger" />
      <p className="font-medium">{title}</p>
      <p className="max-w-md text-muted">{message}</p>
      {onRetry && (
        <Button size="small" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  )
}
