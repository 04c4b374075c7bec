import { hrefs } from '@/components/shell/hrefs'
import { ReasonLink } from '@/components/status/reason-link'
import { StatusBadge } from '@/components/status/status-badge'
import { Facts } from '@/components/ui/facts'
import { Link } from '@/components/ui/link'
import type { Explained } from '@/lib/contract/why'

type DecisionViewProps = { explained: Explained; project: string }

/** A decision in words: what and why in one sentence, then step by step, then what would make it a HIT. */
export function DecisionView({ explained, project }: DecisionViewProps) {
  const { status, reason, sentence, steps, hint } = explained
  return (
    <div className="flex flex-col gap-3 px-3.5 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <StatusBadge status={status} reason={reason} />
        {reason === null && <ReasonLink code={status} label={`what ${status} means`} />}
      </div>
      <p className="max-w-4xl break-words font-medium">{sentence}</p>
      <ol className="flex flex-col">
        {steps.map((step, at) => (
          <StepRow key={step.title} step={step} number={at + 1} project={project} />
        ))}
      </ol>
      {hint !== null && (
        <p className="max-w-4xl rounded-md border border-line bg-sunken px-3 py-2">
          <span className="font-medium">What would make it a HIT:</span> {hint}
        </p>
      )}
    </div>
  )
}

type StepRowProps = { step: Explained['steps'][number]; number: number; project: string }

function StepRow({ step: { title, says, details, purgeSeq }, number, project }: StepRowProps) {
  return (
    <li className="grid grid-cols-[1.5rem_minmax(0,1fr)] gap-x-2 border-line border-t py-2 sm:grid-cols-[1.5rem_7rem_minmax(0,1fr)]">
      <span aria-hidden="true" className="text-faint tabular-nums">
        {number}
      </span>
      <span className="font-medium">{title}</span>
      <div className="col-start-2 min-w-0 sm:col-start-3">
        <p className="max-w-4xl break-words">
          {says}{' '}
          {purgeSeq !== null && (
            <Link href={hrefs.journalRow(project, purgeSeq)} className="text-accent underline">
              Show purge {purgeSeq}
            </Link>
          )}
        </p>
        {details.length > 0 && (
          <details className="mt-1">
            <summary className="w-fit cursor-pointer rounded-sm text-muted text-sm hover:text-text">Details</summary>
            <div className="mt-1.5 mb-1 text-sm">
              <Facts facts={details.map(([name, value]) => [name, <Value key={name} text={value} />])} />
            </div>
          </details>
        )}
      </div>
    </li>
  )
}

function Value({ text }: { text: string }) {
  return <span className="break-all font-mono">{text}</span>
}
