'use client'

import { RoleProvider } from '@/components/access/role'
import { AWAY, PENDING, Refused, scenesOf } from '@/components/gallery/scenes/scene'
import { DomainGroups } from '@/components/purges/domain-groups'
import { PlannedPurges } from '@/components/purges/planned-purges'
import { tokenWith } from '@/components/testing/access'
import { bakedTokenWith, bypassTokenWith, WRONG } from '@/components/testing/bypass-tokens'
import { domainWith } from '@/components/testing/fleet'
import { T0 } from '@/components/testing/instants'
import { plannedWith, RECEIPT } from '@/components/testing/operations'
import { priceSheetWith, projectPricesWith, sheetSummaryWith } from '@/components/testing/prices'
import { whatIfWith } from '@/components/testing/usages'
import { ApiTokensPanel } from '@/components/tokens/api-tokens-panel'
import { BypassPanels } from '@/components/tokens/bypass-panels'
import { PricesPanel } from '@/components/usage/sheet-chooser'
import { WhatIfPanel } from '@/components/usage/what-if-panel'
import { RevealPanel } from '@/components/why/reveal-panel'

const project = 'storefront'
const NEVER = { uses: 0, lastUsedAt: null, lastUsedFrom: null }
const NO_TOKENS = { requests: 0, unseen: 0, addressCount: 0, newest: [] }
const BYPASS = {
  tokens: [bypassTokenWith(), bypassTokenWith({ id: 'btk_2b8e6d4k0x1z', note: 'editors', ...NEVER })],
  baked: [bakedTokenWith()],
  wrong: WRONG,
}
const TOKENS = { tokens: [tokenWith(), tokenWith({ id: 'tok_2', name: 'cms', project: null, expiresAt: null })] }
const DOMAINS = { domains: [domainWith(), domainWith({ host: 'de.shop.example.com', group: null })] }
const REVEAL = { press: 'Make a curl command' }

/** Panels that ask the API by themselves. */
export const PANEL_SCENES = [
  ...scenesOf(
    'ApiTokensPanel',
    { width: 'page', answers: { listTokens: TOKENS }, draw: () => <ApiTokensPanel project={project} /> },
    {
      loading: { answers: { listTokens: PENDING } },
      filled: {},
      empty: { answers: { listTokens: { tokens: [] } } },
      withheld: {
        draw: () => (
          <RoleProvider of="operator">
            <ApiTokensPanel project={project} />
          </RoleProvider>
        ),
      },
      refused: { answers: { listTokens: AWAY } },
      'revoking asked': { acts: [{ press: 'Revoke…' }] },
      'revoking refused': { answers: { revokeToken: AWAY }, acts: [{ press: 'Revoke…' }, { press: 'Revoke' }] },
    },
  ),
  ...scenesOf(
    'BypassPanels',
    { width: 'page', answers: { listBypassTokens: BYPASS }, draw: () => <BypassPanels project={project} /> },
    {
      loading: { answers: { listBypassTokens: PENDING } },
      filled: {},
      empty: { answers: { listBypassTokens: { tokens: [], baked: [], wrong: NO_TOKENS } } },
      refused: { answers: { listBypassTokens: AWAY } },
      'revoking asked': { acts: [{ press: 'Revoke…' }] },
      revoked: {
        answers: {
          revokeBypassToken: { summary: bypassTokenWith({ state: 'revoked' }), seq: 48_241 },
          getBypassReceipt: { seq: 48_241, receipt: RECEIPT },
        },
        acts: [{ press: 'Revoke…' }, { press: 'Revoke' }],
      },
    },
  ),
  ...scenesOf(
    'DomainGroups',
    { width: 'page', answers: { listDomains: DOMAINS }, draw: () => <DomainGroups project={project} /> },
    {
      loading: { answers: { listDomains: PENDING } },
      filled: {},
      empty: { answers: { listDomains: { domains: [] } } },
      refused: { answers: { listDomains: AWAY } },
      'a save refused': {
        answers: { setDomainGroup: AWAY },
        acts: [{ fill: 'de.shop.example.com', with: 'shops' }, { press: 'Save the group of de.shop.example.com' }],
      },
    },
  ),
  ...scenesOf(
    'PlannedPurges',
    { width: 'page', draw: () => <PlannedPurges scheduled={[plannedWith()]} /> },
    {
      filled: {},
      'cancelling asked': { acts: [{ press: 'Cancel the purge of' }] },
      'cancelling refused': {
        answers: { cancelScheduledPurge: new Refused('conflict', 'It runs already.') },
        acts: [{ press: 'Cancel the purge of' }, { press: 'Cancel the purge' }],
      },
    },
  ),
  ...scenesOf(
    'PricesPanel',
    {
      width: 'page',
      answers: {
        getProjectPrices: projectPricesWith(),
        listSheets: { sheets: [sheetSummaryWith(), sheetSummaryWith({ id: 'sht_2', region: 'iad1', version: 1 })] },
        getSheet: { sheet: priceSheetWith(), versions: [] },
      },
      draw: () => <PricesPanel project={project} />,
    },
    {
      loading: { answers: { getProjectPrices: PENDING, listSheets: PENDING } },
      filled: {},
      refused: { answers: { getProjectPrices: AWAY } },
    },
  ),
  ...scenesOf(
    'WhatIfPanel',
    { width: 'page', answers: { getWhatIf: whatIfWith() }, draw: () => <WhatIfPanel project={project} /> },
    {
      loading: { answers: { getWhatIf: PENDING } },
      filled: {},
      refused: { answers: { getWhatIf: AWAY } },
    },
  ),
  ...scenesOf(
    'RevealPanel',
    { width: 'page', draw: () => <RevealPanel url="https://shop.example.com/sale" /> },
    {
      'not asked': {},
      working: { answers: { createWhyToken: PENDING }, acts: [REVEAL] },
      done: {
        answers: {
          createWhyToken: { project, token: 'w'.repeat(86), expiresAt: new Date(T0 + 900_000).toISOString() },
        },
        acts: [REVEAL],
      },
      refused: { answers: { createWhyToken: AWAY }, acts: [REVEAL] },
    },
  ),
]
