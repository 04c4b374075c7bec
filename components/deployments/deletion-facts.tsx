import { formatOf } from '@/components/format/numbers'
import { Refusal } from '@/components/ui/refusal'
import type { Deletion } from '@/lib/contract/deployments'

/** What deleting a deployment would break, worst first. */
export function DeletionFacts({ deletion }: { deletion: Deletion }) {
  const { domains, entryCount, rollback, assets } = deletion
  const { onlyHere, askedLately, requestsLately, namedByPages, examples } = assets
  const asked = `${formatOf(askedLately, 'file', 'files')} asked for in the last 7 days`
  return (
    <>
      {domains.length > 0 && (
        <Refusal>
          {domains.join(', ')} {domains.length === 1 ? 'shows' : 'show'} it. Promote another deployment, or remove the
          domain, first.
        </Refusal>
      )}
      <dl className="divide-y divide-line rounded-lg border border-line text-text [&_dd]:text-muted [&_dd]:text-sm [&_dt]:font-medium [&>div]:px-3 [&>div]:py-2">
        <Fact
          name={formatOf(entryCount, 'stored page', 'stored pages')}
          detail={entryCount === 0 ? 'Nothing is given up.' : 'Nobody could ask for them any more.'}
        />
        <Fact name="Roll back" detail={ROLLBACK[rollback]} />
        <Fact
          name={requestsLately === 0 ? asked : `${asked}, ${formatOf(requestsLately, 'time', 'times')}`}
          detail={
            askedLately === 0
              ? 'No page of this deployment seems to be open still, or kept elsewhere.'
              : 'By pages of this deployment that are still open, or kept elsewhere. They would break.'
          }
        />
        <Fact
          name={`${formatOf(namedByPages, 'stored page', 'stored pages')} of other deployments with such a file`}
          detail={`${formatOf(onlyHere, 'file', 'files')} with a hash in the name no other deployment has.`}
        />
      </dl>
      {examples.length > 0 && (
        <ul className="break-all font-mono text-sm">
          {examples.map(({ path, page }) => (
            <li key={`${path} ${page}`}>
              {path}
              {page && <span className="text-faint"> in {page}</span>}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

const ROLLBACK = {
  never: 'None leads there.',
  possible: 'One could not lead there any more.',
  next: 'The next one would lead there, and would go further back instead.',
} as const satisfies Record<Deletion['rollback'], string>

function Fact({ name, detail }: { name: string; detail: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{detail}</dd>
    </div>
  )
}
