'use client'

import { AWAY, PENDING, Refused, scenesOf } from '@/components/gallery/scenes/scene'
import { RequestSheet } from '@/components/live/request-sheet'
import { TagSheet } from '@/components/tags/tag-sheet'
import { liveRequestWith, WATCHED } from '@/components/testing/live-requests'
import { diffWith, pathDetail, pinnedPath } from '@/components/testing/path-details'
import { tagDetail } from '@/components/testing/tags'
import { explainedWith } from '@/components/testing/why'
import { DiffPanel } from '@/components/versions/diff-panel'
import { PinDialog } from '@/components/versions/pin-dialog'

const ignore = () => undefined
const project = 'storefront'
const TAG = { project, tag: 'price:18', window: '24h' } as const
const PIN = [{ press: 'Pin this generation' }]

function pin(detail: ReturnType<typeof pathDetail>, at: number) {
  return (close: () => void) => <PinDialog detail={detail} generation={detail.generations[at]} onClose={close} />
}

/** One path, one tag, one request. */
export const PATH_SCENES = [
  ...scenesOf(
    'PinDialog',
    { draw: pin(pathDetail(), 1) },
    {
      'the one before': {},
      'an older one': { draw: pin(pathDetail(), 2) },
      unpin: { draw: pin(pinnedPath(), 1) },
      working: { answers: { pinPath: PENDING }, acts: PIN },
      refused: {
        answers: { pinPath: new Refused('not_found', 'Retention took this generation meanwhile.') },
        acts: PIN,
      },
    },
  ),
  ...scenesOf(
    'DiffPanel',
    { draw: (close) => <DiffPanel project={project} from="ver_1" to="ver_2" onClose={close} /> },
    {
      loading: { answers: { diffVersions: PENDING } },
      differing: { answers: { diffVersions: diffWith() } },
      refused: { answers: { diffVersions: AWAY } },
    },
  ),
  ...scenesOf(
    'TagSheet',
    { draw: (close) => <TagSheet input={TAG} onClose={close} onShow={ignore} /> },
    {
      loading: { answers: { getTag: PENDING } },
      filled: { answers: { getTag: tagDetail() } },
      'never fired': { answers: { getTag: tagDetail({ firings: [], lastFired: null, regenerated: null }) } },
      'of nothing': {
        answers: { getTag: tagDetail({ entryCount: 0, paths: [], firings: [], nearest: ['price:17', 'price:19'] }) },
      },
      refused: { answers: { getTag: AWAY } },
    },
  ),
  ...scenesOf(
    'RequestSheet',
    {
      answers: { explainDecision: explainedWith() },
      draw: (close) => <RequestSheet project={project} request={WATCHED} onClose={close} />,
    },
    {
      loading: { answers: { explainDecision: PENDING } },
      filled: {},
      'nobody watched': {
        draw: (close) => <RequestSheet project={project} request={liveRequestWith()} onClose={close} />,
      },
      refused: { answers: { explainDecision: AWAY } },
    },
  ),
]
