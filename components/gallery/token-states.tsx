'use client'

import { Example } from '@/components/gallery/example'
import { bakedTokenWith, bypassTokenWith, WRONG } from '@/components/testing/bypass-tokens'
import { before, MINUTE } from '@/components/testing/instants'
import { NoTokens } from '@/components/tokens/api-tokens-panel'
import { BakedPanel } from '@/components/tokens/baked-panel'
import { NoBypassTokens } from '@/components/tokens/bypass-panels'
import { BypassForm } from '@/components/tokens/bypass-sheet'
import { BypassTable } from '@/components/tokens/bypass-table'
import { MadeSecret } from '@/components/tokens/made-secret'
import { RotateForm } from '@/components/tokens/rotate-sheet'
import { WrongPanel } from '@/components/tokens/wrong-panel'
import { Failure } from '@/components/ui/failure'
import { Panel } from '@/components/ui/panel'
import { SkeletonRows } from '@/components/ui/skeleton'

const ignore = () => undefined
const refused = { refusals: 41, lastRefusedAt: before(MINUTE), lastRefusedFrom: '203.0.113.20' }

/** Bypass tokens: full, with those that end and ended, empty, loading, failed; of builds; wrong ones; the forms. */
export function TokenStates() {
  return (
    <Example name="Bypass tokens">
      <Panel>
        <BypassTable
          tokens={[
            bypassTokenWith(),
            bypassTokenWith({
              id: 'btk_2',
              note: 'editors',
              purposes: ['draft'],
              paths: [],
              uses: 0,
              lastUsedAt: null,
            }),
            bypassTokenWith({ id: 'btk_3', state: 'ending', replacedBy: 'btk_7f3a9c2k1m8q' }),
            bypassTokenWith({ id: 'btk_4', state: 'revoked', revokedAt: before(20 * MINUTE), ...refused }),
            bypassTokenWith({
              id: 'btk_5',
              note: 'a browser test of the whole shop with a rather long note',
              state: 'expired',
              purposes: ['draft', 'revalidate', 'protection'],
              deployments: ['dpl_7f3a9c2k1m8q'],
              expiresAt: before(90 * MINUTE),
              createdBy: 'token:ci',
            }),
          ]}
          onRotate={ignore}
          onRevoke={ignore}
        />
      </Panel>
      <Panel>
        <NoBypassTokens project="storefront" />
        <NoTokens project="storefront" />
      </Panel>
      <Panel>
        <SkeletonRows count={3} label="Loading bypass tokens" />
      </Panel>
      <Panel>
        <Failure
          title="The bypass tokens could not be loaded."
          message="The database does not answer."
          onRetry={ignore}
        />
      </Panel>
      <BakedPanel
        project="almanac"
        baked={[bakedTokenWith(), bakedTokenWith({ deployments: [], routes: 1, prerenders: 12 })]}
      />
      <BakedPanel project="almanac" baked={[]} />
      <WrongPanel project="almanac" wrong={WRONG} />
      <WrongPanel project="almanac" wrong={{ requests: 0, unseen: 0, addressCount: 0, newest: [] }} />
      <div className="grid gap-4 lg:grid-cols-3">
        <Panel>
          <div className="p-4">
            <BypassForm project="storefront" />
          </div>
        </Panel>
        <Panel>
          <div className="p-4">
            <RotateForm token={bypassTokenWith()} />
          </div>
        </Panel>
        <Panel>
          <div className="p-4">
            <MadeSecret secret={`frb_${'s'.repeat(43)}`} token={bypassTokenWith()} />
          </div>
        </Panel>
      </div>
    </Example>
  )
}
