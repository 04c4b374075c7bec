import type { Job } from '@/lib/contract/jobs'

/** What came of a job. A kind without a form of its own is shown as it is. */
export function JobReport({ job: { report } }: { job: Pick<Job, 'kind' | 'report'> }) {
  if (report === null || report === undefined) return null
  return (
    <section aria-label="Report">
      <h3 className="mb-1.5 font-semibold">Report</h3>
      <pre className="whitespace-pre-wrap break-words rounded-md bg-sunken p-2.5 font-mono text-sm">
        {JSON.stringify(report, null, 2)}
      </pre>
    </section>
  )
}
