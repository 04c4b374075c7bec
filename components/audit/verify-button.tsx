'use client'

import { useMutation } from '@tanstack/react-query'
import { ShieldCheck } from 'lucide-react'
import { verdictOf } from '@/components/audit/audit-words'
import { formatCount } from '@/components/format/numbers'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Refusal } from '@/components/ui/refusal'
import type { AuditVerification } from '@/lib/contract/audit'
import { endpoints } from '@/lib/contract/endpoints'
import { call } from '@/lib/queries/call'

/** Asks for the chain to be recomputed; what it comes to is shown by `VerdictBanner`. */
export function useVerification() {
  return useMutation({ mutationFn: () => call(endpoints.verifyAudit, {}) })
}

type Verification = ReturnType<typeof useVerification>

/** Starts a verification of the whole audit. */
export function VerifyButton({ verification }: { verification: Verification }) {
  return (
    <Button needs="admin" disabled={verification.isPending} onClick={() => verification.mutate()}>
      <ShieldCheck aria-hidden="true" />
      {verification.isPending ? 'Verifying…' : 'Verify the chain'}
    </Button>
  )
}

/** What the verification found, once there is something to say. */
export function Verdict({ verification }: { verification: Verification }) {
  if (verification.error) return <Refusal>{verification.error.message}</Refusal>
  return verification.data ? <VerdictBanner verdict={verification.data} /> : null
}

/** Whether the audit is as it was written. */
export function VerdictBanner({ verdict }: { verdict: AuditVerification }) {
  const { isIntact, verifiedUpTo, head } = verdict
  return (
    <Banner tone={isIntact ? 'info' : 'danger'} title={verdictOf(verdict)}>
      {isIntact ? (
        <p>
          {formatCount(verifiedUpTo)} rows are as they were written. Newest:{' '}
          <code className="break-all font-mono text-sm">{head?.hash ?? 'none'}</code>. The dashboard tells it its log
          every hour, so that a cut-off end shows too.
        </p>
      ) : (
        <p>Somebody with the rights of the database altered it. Compare with a backup and with the heads in the log.</p>
      )}
    </Banner>
  )
}
