'use client'

import { AWAY, PENDING, Refused, scenesOf } from '@/components/gallery/scenes/scene'
import { JobSheet } from '@/components/jobs/job-sheet'
import { RetentionDialog } from '@/components/jobs/retention-dialog'
import { RetentionPanel } from '@/components/jobs/retention-panel'
import { WarmDialog } from '@/components/jobs/warm-dialog'
import { ENDED, jobWith, RETENTION, RETENTION_PLAN, WITHIN_BUDGET, warmReportWith } from '@/components/testing/jobs'

const ignore = () => undefined
const project = 'storefront'
const SMALLER = { fill: 'Versions of pages', with: '700 MB' }

/** Jobs, warm-ups and what is kept. */
export const JOB_SCENES = [
  ...scenesOf(
    'JobSheet',
    { draw: (close) => <JobSheet id={jobWith().id} onClose={close} /> },
    {
      loading: { answers: { getJob: PENDING } },
      waiting: { answers: { getJob: jobWith({ state: 'waiting', beganAt: null, attemptCount: 0 }) } },
      running: { answers: { getJob: jobWith() } },
      done: { answers: { getJob: jobWith({ ...ENDED, state: 'done', report: warmReportWith() }) } },
      failed: {
        answers: {
          getJob: jobWith({ ...ENDED, state: 'failed', message: 'Gave up: the edges that ran it went away, 3 times.' }),
        },
      },
      cancelled: { answers: { getJob: jobWith({ ...ENDED, state: 'cancelled', cancelledBy: 'op@example.com' }) } },
      refused: { answers: { getJob: AWAY } },
    },
  ),
  ...scenesOf(
    'WarmDialog',
    { draw: (close) => <WarmDialog project={project} isOpen onClose={close} onAsked={ignore} /> },
    {
      'most asked for': {},
      'with a tag': { acts: [{ fill: 'Pages', with: 'tag' }] },
      'of a sitemap': { acts: [{ fill: 'Pages', with: 'sitemap' }] },
      working: { answers: { createWarmUp: PENDING }, acts: [{ press: 'Warm up' }] },
      refused: {
        answers: { createWarmUp: new Refused('conflict', 'A warm-up of this project waits or runs already.') },
        acts: [{ press: 'Warm up' }],
      },
    },
  ),
  ...scenesOf(
    'RetentionPanel',
    { draw: () => <RetentionPanel project={project} /> },
    {
      loading: { answers: { getRetention: PENDING } },
      filled: { answers: { getRetention: RETENTION } },
      refused: { answers: { getRetention: AWAY } },
    },
  ),
  ...scenesOf(
    'RetentionDialog',
    {
      answers: { planRetention: RETENTION_PLAN },
      draw: (close) => <RetentionDialog retention={RETENTION} onClose={close} />,
    },
    {
      unchanged: {},
      'no size': { acts: [{ fill: 'Versions of pages', with: 'a lot' }] },
      'much goes': { acts: [SMALLER] },
      'nothing goes': {
        answers: { planRetention: { project, versions: WITHIN_BUDGET, values: WITHIN_BUDGET } },
        acts: [{ fill: 'Versions of pages', with: '20 GB' }],
      },
      'plan refused': { answers: { planRetention: AWAY }, acts: [SMALLER] },
      refused: { answers: { setRetention: AWAY }, acts: [SMALLER, { press: 'Set, and remove' }] },
    },
  ),
]
