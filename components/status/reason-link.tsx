import { docsOf } from '@/components/status/explain'
import { Link } from '@/components/ui/link'

/** A reason's code, or whatever `label` says of a code; it leads to where the documentation tells what to check. */
export function ReasonLink({ code, label = code }: { code: string; label?: string }) {
  return (
    <Link
      href={docsOf(code)}
      prefetch={false}
      title={`What ${code} means, and what to check`}
      className="rounded-sm text-faint underline decoration-line-strong underline-offset-2 hover:text-text"
    >
      {label}
    </Link>
  )
}
