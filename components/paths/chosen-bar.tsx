import { formatOf } from '@/components/format/numbers'
import { Button } from '@/components/ui/button'

type ChosenBarProps = { count: number; onPurge: () => void; onClear: () => void }

/** What can be done with the chosen paths of a table together; nothing while none is chosen. */
export function ChosenBar({ count, onPurge, onClear }: ChosenBarProps) {
  if (count === 0) return null
  return (
    <span className="flex items-center gap-2">
      <span role="status" className="text-text">
        {formatOf(count, 'path', 'paths')} chosen
      </span>
      <Button size="small" tone="primary" needs="purge" onClick={onPurge}>
        Purge them…
      </Button>
      <Button size="small" tone="quiet" onClick={onClear}>
        Choose none
      </Button>
    </span>
  )
}
