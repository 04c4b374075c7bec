'use client'

import { ComparisonSheet } from '@/components/deployments/comparison-sheet'
import { DeleteDialog } from '@/components/deployments/delete-dialog'
import { MoveDialog } from '@/components/deployments/move-dialog'
import { DomainForm } from '@/components/domains/domain-form'
import { MoveDomainDialog } from '@/components/domains/move-domain-dialog'
import { RemoveDomainDialog } from '@/components/domains/remove-domain-dialog'
import { AWAY, PENDING, Refused, scenesOf } from '@/components/gallery/scenes/scene'
import { domainWith } from '@/components/testing/fleet'
import { comparisonWith, sameComparison } from '@/components/testing/jobs'
import { deletionWith, deploymentList, HARMLESS } from '@/components/testing/operations'

const ignore = () => undefined
const project = 'storefront'
const OLD = 'dpl_2b8e6d4k0x1z'
const TYPED = { fill: `Type ${OLD} to go on`, with: OLD }
const DOMAINS = { listDomains: { domains: [domainWith(), domainWith({ host: 'de.shop.example.com' })] } }
const LISTED = { listDeployments: deploymentList() }
const ONE_ALONE = { listDeployments: deploymentList({ deployments: deploymentList().deployments.slice(1, 2) }) }
const ADDED = [{ fill: 'Host', with: 'shop.example.com' }, { press: 'Add domain' }]
const HELD = new Refused('conflict', 'shop.example.com was moved meanwhile. Look again, then decide.')

function deployment() {
  const [, , old] = deploymentList().deployments
  if (old === undefined) throw new Error('The list of deployments is too short.')
  return old
}

function move(kind: 'promote' | 'roll_back') {
  return (close: () => void) => (
    <MoveDialog project={project} move={{ kind, deployment: deployment() }} onClose={close} onWarming={ignore} />
  )
}

/** What is done with deployments and domains. */
export const DEPLOYMENT_SCENES = [
  ...scenesOf(
    'ComparisonSheet',
    { draw: (close) => <ComparisonSheet compared={{ id: OLD, to: 'dpl_9q1w5r7t3y2u' }} onClose={close} /> },
    {
      loading: { answers: { compareDeployments: PENDING } },
      differing: { answers: { compareDeployments: comparisonWith() } },
      same: { answers: { compareDeployments: sameComparison() } },
      refused: { answers: { compareDeployments: AWAY } },
    },
  ),
  ...scenesOf(
    'DeleteDialog',
    {
      answers: { getDeletion: deletionWith() },
      draw: (close) => <DeleteDialog deployment={OLD} onClose={close} />,
    },
    {
      loading: { answers: { getDeletion: PENDING } },
      'would be missed': {},
      harmless: { answers: { getDeletion: deletionWith(HARMLESS) }, acts: [TYPED] },
      'plan refused': { answers: { getDeletion: AWAY } },
      working: { answers: { deleteDeployment: PENDING }, acts: [TYPED, { press: 'Delete' }] },
      refused: {
        answers: { deleteDeployment: new Refused('conflict', 'shop.example.com shows it: move that domain first.') },
        acts: [TYPED, { press: 'Delete' }],
      },
    },
  ),
  ...scenesOf(
    'MoveDialog',
    { answers: DOMAINS, draw: move('promote') },
    {
      loading: { answers: { listDomains: PENDING } },
      promotion: {},
      'promotion once warm': { acts: [{ press: 'Warm pages first' }] },
      'roll back': { draw: move('roll_back') },
      'nothing moves': { answers: { listDomains: { domains: [] } } },
      'domains refused': { answers: { listDomains: AWAY } },
      refused: { answers: { promote: HELD }, acts: [{ press: 'Promote' }] },
    },
  ),
  ...scenesOf(
    'MoveDomainDialog',
    {
      answers: LISTED,
      draw: (close) => <MoveDomainDialog project={project} domain={domainWith()} onClose={close} />,
    },
    {
      filled: {},
      'of a preview': {
        draw: (close) => (
          <MoveDomainDialog
            project={project}
            domain={domainWith({ environment: 'preview', deployment: null })}
            onClose={close}
          />
        ),
      },
      'nowhere to go': { answers: ONE_ALONE },
      refused: { answers: { promote: HELD }, acts: [{ press: 'Move' }] },
    },
  ),
  ...scenesOf(
    'DomainForm',
    { answers: LISTED, draw: () => <DomainForm project={project} onAdded={ignore} /> },
    {
      loading: { answers: { listDeployments: PENDING } },
      empty: {},
      preview: { acts: [{ fill: 'Environment', with: 'preview' }] },
      'no host': { acts: [{ fill: 'Host', with: 'https://shop.example.com/sale' }] },
      'choices refused': { answers: { listDeployments: AWAY } },
      working: { answers: { addDomain: PENDING }, acts: ADDED },
      refused: {
        answers: { addDomain: new Refused('conflict', 'shop.example.com is a domain of the project almanac.') },
        acts: ADDED,
      },
    },
  ),
  ...scenesOf(
    'RemoveDomainDialog',
    { draw: (close) => <RemoveDomainDialog project={project} domain={domainWith()} onClose={close} /> },
    {
      'what visitors see': {},
      'what nobody sees': {
        draw: (close) => (
          <RemoveDomainDialog project={project} domain={domainWith({ deployment: null })} onClose={close} />
        ),
      },
      refused: {
        answers: { removeDomain: AWAY },
        acts: [{ fill: 'Type shop.example.com', with: 'shop.example.com' }, { press: 'Remove domain' }],
      },
    },
  ),
]
