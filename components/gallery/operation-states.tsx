'use client'

import { PasswordFields } from '@/components/account/password-form'
import { SessionTable } from '@/components/account/session-table'
import { DeletionFacts } from '@/components/deployments/deletion-facts'
import { DeploymentTable } from '@/components/deployments/deployment-table'
import { NoDeployments, PromotionIsOff } from '@/components/deployments/deployments-view'
import { Example } from '@/components/gallery/example'
import { ConfirmPurge } from '@/components/purges/confirm-purge'
import { JournalTable } from '@/components/purges/journal-table'
import { NoPurges, NoSuchRow } from '@/components/purges/journal-view'
import { PinFacts } from '@/components/purges/pin-detail-sheet'
import { PlanPanel } from '@/components/purges/plan-panel'
import { PlannedTable } from '@/components/purges/planned-purges'
import { EMPTY_DRAFT } from '@/components/purges/purge-draft'
import { PurgeForm } from '@/components/purges/purge-form'
import { PurgeResult } from '@/components/purges/purge-result'
import { WarmUpPanel } from '@/components/purges/purge-warm-up'
import { ProbeResult, ReceiptPanel } from '@/components/purges/receipt-panel'
import { T0 } from '@/components/testing/instants'
import { jobWith, warmReportWith } from '@/components/testing/jobs'
import {
  deletionWith,
  deploymentList,
  HARMLESS,
  pinWith,
  plannedWith,
  planWith,
  probeWith,
  purgeWith,
  RECEIPT,
  SESSIONS,
  UNDO,
} from '@/components/testing/operations'
import { NoTokens } from '@/components/tokens/api-tokens-panel'
import { Panel } from '@/components/ui/panel'
import type { CreatePurgeInput, PurgeReach } from '@/lib/contract/purges'

const ignore = () => undefined
const unsent = () => Promise.resolve()
const PASSWORD_STATES = [
  { isBusy: false, isDone: false, refusal: 'That is not your current password.' },
  { isBusy: true, isDone: false, refusal: undefined },
  { isBusy: false, isDone: true, refusal: undefined },
] as const
const whole: PurgeReach = { entryCount: 36_824, pathCount: 18_412 }
const purge: CreatePurgeInput = {
  project: 'storefront',
  scope: { kind: 'domain', domain: 'shop.example.com' },
  selectors: [{ kind: 'tag', tag: 'price:18' }],
  mode: 'invalidate',
}

/** Purges, journal, deployments, tokens. */
export function OperationStates() {
  return (
    <>
      <Example name="Purge: nothing said yet, and what is asked as reach grows">
        <div className="grid gap-4 lg:grid-cols-3">
          <Panel>
            <div className="p-4">
              <PurgeForm project="storefront" initialDraft={EMPTY_DRAFT} />
            </div>
          </Panel>
          <Panel>
            <div className="flex flex-col gap-6 p-4">
              {[14, 900].map((entryCount) => (
                <ConfirmFor key={entryCount} reach={{ entryCount, pathCount: entryCount / 2 }} />
              ))}
              <PlanPanel plan={undefined} />
              <PlanPanel plan={undefined} failure="The database does not answer." />
              <PlanPanel
                plan={planWith({
                  entryCount: 0,
                  pathCount: 0,
                  hottest: [],
                  unmatched: [{ kind: 'tag', name: 'price:81', nearest: ['price:18', 'price:8'] }],
                })}
              />
            </div>
          </Panel>
          <Panel>
            <div className="flex flex-col gap-6 p-4">
              <ConfirmFor reach={{ entryCount: 9_204, pathCount: 4_602 }} mode="delete" />
              <PurgeResult purge={purgeWith({ undo: UNDO })} onAgain={ignore} onUndo={ignore} />
              <ReceiptPanel receipt={RECEIPT} />
              <ReceiptPanel receipt={undefined} />
              <ReceiptPanel receipt={undefined} failure="The database does not answer." />
              <ProbeResult probe={probeWith()} />
              <ProbeResult probe={probeWith({ isObeyed: false })} />
              <WarmUpPanel job={undefined} onWarm={ignore} />
              <WarmUpPanel job={undefined} onWarm={ignore} failure="A warm-up of this project waits or runs already." />
              <WarmUpPanel job={jobWith()} onWarm={ignore} />
              <WarmUpPanel job={jobWith({ state: 'done', report: warmReportWith() })} onWarm={ignore} />
            </div>
          </Panel>
        </div>
      </Example>
      <Example name="Journal">
        <Panel>
          <JournalTable
            onUndo={ignore}
            onShow={ignore}
            rows={[
              { kind: 'pin', pin: pinWith() },
              { kind: 'pin', pin: pinWith({ seq: 48_220, act: 'rollback', isStanding: false, reason: null }) },
              { kind: 'pin', pin: pinWith({ seq: 48_221, act: 'unpin', isStanding: false }) },
              ...[
                purgeWith(),
                purgeWith({ seq: 48_150, mode: 'delete', deleteAt: new Date(T0).toISOString() }),
                purgeWith({ seq: 48_120, mode: 'delete', undo: UNDO, undoableUntil: null }),
                purgeWith({
                  seq: 48_100,
                  mode: 'delete',
                  scope: { kind: 'project' },
                  selectors: [{ kind: 'all' }],
                  reason: 'prices of the whole catalogue were wrong',
                  entryCount: 36_824,
                  actor: 'op@example.com',
                }),
              ].map((purge) => ({ kind: 'purge' as const, purge })),
            ]}
          />
        </Panel>
        <Panel>
          <NoPurges project="storefront" />
          <NoSuchRow onWiden={ignore} />
          <PlannedTable
            scheduled={[
              plannedWith(),
              plannedWith({ id: 'job_2', state: 'failed', message: 'The project has no domain a.example.com.' }),
            ]}
            onCancel={ignore}
          />
        </Panel>
      </Example>
      <Example name="Journal: a pin with its receipt">
        <div className="grid gap-4 lg:grid-cols-3">
          {[pinWith(), pinWith({ act: 'unpin', isStanding: false }), pinWith({ generation: null, madeAt: null })].map(
            (pin) => (
              <Panel key={JSON.stringify(pin)}>
                <div className="p-4">
                  <PinFacts pin={pin} receipt={RECEIPT} />
                </div>
              </Panel>
            ),
          )}
        </div>
      </Example>
      <Example name="Deployments">
        <PromotionIsOff />
        <Panel>
          <DeploymentTable
            deployments={deploymentList().deployments}
            onMove={ignore}
            onDelete={ignore}
            onCompare={ignore}
          />
        </Panel>
        <Panel>
          <NoDeployments project="storefront" />
        </Panel>
        <div className="grid gap-4 lg:grid-cols-3">
          {[deletionWith(), deletionWith(HARMLESS), deletionWith({ domains: ['shop.example.com'] })].map((deletion) => (
            <Panel key={JSON.stringify(deletion)}>
              <div className="flex flex-col gap-3 p-4 text-muted">
                <DeletionFacts deletion={deletion} />
              </div>
            </Panel>
          ))}
        </div>
      </Example>
      <Example name="Sessions">
        <Panel>
          <SessionTable sessions={SESSIONS} onRevoke={ignore} />
        </Panel>
      </Example>
      <Example name="Password">
        <div className="grid gap-4 lg:grid-cols-3">
          {PASSWORD_STATES.map((state) => (
            <Panel key={JSON.stringify(state)}>
              <PasswordFields email="op@example.com" onChange={unsent} {...state} />
            </Panel>
          ))}
        </div>
      </Example>
      <Example name="Tokens: none">
        <Panel>
          <NoTokens project="storefront" />
        </Panel>
      </Example>
    </>
  )
}

function ConfirmFor({ reach, mode = 'invalidate' }: { reach: PurgeReach; mode?: 'invalidate' | 'delete' }) {
  return (
    <div>
      <PlanPanel plan={planWith(reach)} />
      <ConfirmPurge purge={{ ...purge, mode }} reach={reach} whole={whole} isBusy={false} onConfirm={ignore} />
    </div>
  )
}
