'use client'

import { OwnersOnly } from '@/components/access/owners-only'
import { PlainHttpBanner } from '@/components/access/plain-http-banner'
import { RoleProvider } from '@/components/access/role'
import { RoleTag } from '@/components/access/role-tag'
import { AuditFacts } from '@/components/audit/audit-sheet'
import { AuditTable } from '@/components/audit/audit-table'
import { NothingDone, SearchedBack } from '@/components/audit/audit-view'
import { VerdictBanner } from '@/components/audit/verify-button'
import { Example } from '@/components/gallery/example'
import { InviteFields, InviteLink } from '@/components/members/invite-sheet'
import { InvitationTable, MemberTable } from '@/components/members/member-table'
import { OnlyYou } from '@/components/members/members-view'
import { NoSuchRow } from '@/components/purges/journal-view'
import { auditRowWith, invitationWith, memberWith } from '@/components/testing/access'
import { before } from '@/components/testing/instants'
import { Button } from '@/components/ui/button'
import { Failure } from '@/components/ui/failure'
import { Panel } from '@/components/ui/panel'
import { SkeletonRows } from '@/components/ui/skeleton'

/** A search that ended before the first row. */
const CUT = { searchedTo: 41_207, searchedSince: before(86_400_000 * 9) }
const ignore = () => undefined
const HEAD = { id: 4_182, hash: auditRowWith().hash }

/** Members and invitations: full, alone, loading, failed, the form and its link; what a viewer sees instead. */
export function MemberStates() {
  return (
    <Example name="Members">
      <Panel title="Members">
        <MemberTable
          members={[
            memberWith({ isSelf: true }),
            memberWith({ id: 'opr_2', email: 'a-rather-long-address@department.example.com', role: 'operator' }),
            memberWith({ id: 'opr_3', email: 'vi@example.com', role: 'viewer', projects: ['docs'], lastSeenAt: null }),
          ]}
          onManage={ignore}
        />
        <OnlyYou />
      </Panel>
      <Panel title="Invitations">
        <InvitationTable
          invitations={[
            invitationWith(),
            invitationWith({ id: 'inv_2', role: 'owner', projects: null, state: 'expired' }),
          ]}
          onWithdraw={ignore}
        />
      </Panel>
      <Panel>
        <SkeletonRows count={3} label="Loading members" />
      </Panel>
      <Panel>
        <Failure title="The members could not be loaded." message="The dashboard does not answer." onRetry={ignore} />
      </Panel>
      <Panel>
        <div className="flex flex-col gap-6 p-4">
          <InviteFields isBusy={false} refusal="op@example.com is a member already." onInvite={ignore} />
          <InviteLink path="/invitation?secret=…" invitation={invitationWith()} origin="https://freshet.example.com" />
        </div>
      </Panel>
      <RoleProvider of="viewer">
        <div className="flex items-center gap-2">
          <RoleTag />
          <Button needs="purge">Purge</Button>
          <Button>Copy as CLI</Button>
        </div>
        <OwnersOnly title="Members" question="who may do what?" />
      </RoleProvider>
      <PlainHttpBanner isPlainHttp />
    </Example>
  )
}

/** The audit: full, empty, no match, loading, failed, one row, and what a check of the chain says. */
export function AuditStates() {
  const change = auditRowWith({
    id: 4_181,
    action: 'members.change',
    project: null,
    actor: 'token:ci',
    token: 'tok_k2j3h4g5f6d7',
    ip: null,
    details: {
      email: 'vi@example.com',
      before: { role: 'viewer', projects: 'all' },
      after: { role: 'owner', projects: 'all' },
    },
  })
  return (
    <Example name="Audit">
      <VerdictBanner verdict={{ isIntact: true, verifiedUpTo: 4_182, head: HEAD, fault: null, isNotedIntact: null }} />
      <VerdictBanner
        verdict={{
          isIntact: false,
          verifiedUpTo: 4_100,
          head: HEAD,
          isNotedIntact: null,
          fault: { id: 4_101, kind: 'changed' },
        }}
      />
      <Panel>
        <AuditTable rows={[auditRowWith(), change]} onShow={ignore} />
      </Panel>
      <Panel>
        <div className="p-4">
          <AuditFacts row={change} />
        </div>
      </Panel>
      <Panel>
        <NothingDone />
      </Panel>
      <Panel>
        <SearchedBack list={{ rows: [], ...CUT }} onSearchOn={ignore} />
      </Panel>
      <Panel>
        <AuditTable rows={[auditRowWith()]} onShow={ignore} />
        <SearchedBack list={{ rows: [auditRowWith()], ...CUT }} onSearchOn={ignore} />
      </Panel>
      <Panel>
        <NoSuchRow onWiden={ignore} />
      </Panel>
      <Panel>
        <SkeletonRows count={3} label="Loading the audit" />
      </Panel>
      <Panel>
        <Failure title="The audit could not be loaded." message="The dashboard does not answer." onRetry={ignore} />
      </Panel>
    </Example>
  )
}
