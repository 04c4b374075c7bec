'use client'

import { AWAY, PENDING, Refused, scenesOf } from '@/components/gallery/scenes/scene'
import { PinDetailSheet } from '@/components/purges/pin-detail-sheet'
import { PurgeDetailSheet } from '@/components/purges/purge-detail-sheet'
import { EMPTY_DRAFT, type PurgeDraft } from '@/components/purges/purge-draft'
import { PurgeSheet } from '@/components/purges/purge-sheet'
import { UndoDialog } from '@/components/purges/undo-dialog'
import { domainWith } from '@/components/testing/fleet'
import { jobWith } from '@/components/testing/jobs'
import {
  deploymentList,
  pinWith,
  plannedWith,
  planWith,
  probeWith,
  purgeWith,
  RECEIPT,
  UNDO,
} from '@/components/testing/operations'
import { edgeWith, projectWith } from '@/components/testing/overviews'

const ignore = () => undefined
const project = 'storefront'
const seq = purgeWith().seq
const OBEYED = { ...RECEIPT, edges: RECEIPT.edges.slice(0, 2), stragglers: [] }
const PURGE = { ...purgeWith(), receipt: OBEYED }
const PIN = { row: { kind: 'pin' as const, pin: pinWith() }, receipt: OBEYED }
/** Every edge has obeyed: nobody waits for one. */
const FLEET = { edges: [edgeWith({ appliedSeq: seq })] }
const NO_JOBS = { listJobs: { jobs: [] } }

const COVERED = {
  listProjects: { projects: [projectWith()] },
  listDeployments: deploymentList(),
  listDomains: { domains: [domainWith()] },
  planPurge: planWith(),
  getPurgeReach: { entryCount: 36_824, pathCount: 18_412 },
}

const TAGGED: PurgeDraft = {
  ...EMPTY_DRAFT,
  scope: { kind: 'domain', domain: 'shop.example.com' },
  kind: 'tag',
  text: 'price:18',
}
const MANY = planWith({ entryCount: 900, pathCount: 450 })
const ALL = planWith({ entryCount: 36_824, pathCount: 18_412 })
const FIRED = [{ press: 'Invalidate 14 entries' }]

function purgeOf(draft: PurgeDraft) {
  return (close: () => void) => <PurgeSheet project={project} draft={draft} onClose={close} />
}

/** Purges, pins in the journal, and taking them back. */
export const PURGE_SCENES = [
  ...scenesOf(
    'PurgeSheet',
    {
      answers: COVERED,
      draw: (close) => <PurgeSheet project={project} draft={EMPTY_DRAFT} onClose={close} />,
    },
    {
      empty: {},
      'no path': { draw: purgeOf({ ...TAGGED, kind: 'path', text: 'sale' }) },
      'plan loading': { answers: { planPurge: PENDING }, draw: purgeOf(TAGGED) },
      'a few entries': { draw: purgeOf(TAGGED) },
      'many entries': { answers: { planPurge: MANY }, draw: purgeOf(TAGGED) },
      everything: { answers: { planPurge: ALL }, draw: purgeOf({ ...TAGGED, kind: 'all', text: '', mode: 'delete' }) },
      'at an instant': { draw: purgeOf({ ...TAGGED, mode: 'delete', at: '2026-11-21T03:00' }) },
      'plan refused': { answers: { planPurge: AWAY }, draw: purgeOf(TAGGED) },
      working: { answers: { createPurge: PENDING }, draw: purgeOf(TAGGED), acts: FIRED },
      refused: { answers: { createPurge: AWAY }, draw: purgeOf(TAGGED), acts: FIRED },
      done: {
        answers: { ...NO_JOBS, createPurge: purgeWith(), getPurge: PURGE, listEdges: FLEET },
        draw: purgeOf(TAGGED),
        acts: FIRED,
      },
      planned: {
        answers: { schedulePurge: plannedWith() },
        draw: purgeOf({ ...TAGGED, mode: 'delete', at: '2026-11-21T03:00' }),
        acts: [{ press: 'Plan: Delete 14 entries' }],
      },
    },
  ),
  ...scenesOf(
    'PurgeDetailSheet',
    {
      answers: { ...NO_JOBS, getPurge: PURGE },
      draw: (close) => <PurgeDetailSheet project={project} seq={seq} onClose={close} onUndo={ignore} />,
    },
    {
      loading: { answers: { getPurge: PENDING } },
      obeyed: {},
      'edges missing': { answers: { getPurge: { ...PURGE, receipt: RECEIPT } } },
      undone: { answers: { getPurge: { ...PURGE, undo: UNDO, undoableUntil: null } } },
      probed: { answers: { probePurge: probeWith() }, acts: [{ press: 'Probe' }] },
      'probe refused': { answers: { probePurge: AWAY }, acts: [{ press: 'Probe' }] },
      warming: {
        answers: { warmPurge: jobWith(), getJob: jobWith() },
        acts: [{ press: 'Warm up' }],
      },
      refused: { answers: { getPurge: AWAY } },
    },
  ),
  ...scenesOf(
    'PinDetailSheet',
    {
      answers: { getJournalRow: PIN },
      draw: (close) => <PinDetailSheet project={project} seq={pinWith().seq} onClose={close} />,
    },
    {
      loading: { answers: { getJournalRow: PENDING } },
      filled: {},
      unpinned: {
        answers: { getJournalRow: { ...PIN, row: { kind: 'pin', pin: pinWith({ act: 'unpin', isStanding: false }) } } },
      },
      'a purge': { answers: { getJournalRow: { ...PIN, row: { kind: 'purge', purge: purgeWith() } } } },
      refused: { answers: { getJournalRow: AWAY } },
    },
  ),
  ...scenesOf(
    'UndoDialog',
    { draw: (close) => <UndoDialog purge={purgeWith()} onClose={() => close()} /> },
    {
      filled: {},
      working: { answers: { undoPurge: PENDING }, acts: [{ press: 'Undo the purge' }] },
      refused: {
        answers: { undoPurge: new Refused('conflict', 'It was undone meanwhile, by ana@example.com.') },
        acts: [{ press: 'Undo the purge' }],
      },
    },
  ),
]
