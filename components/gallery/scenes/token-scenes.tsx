'use client'

import { AWAY, PENDING, Refused, scenesOf } from '@/components/gallery/scenes/scene'
import { DraftLinkSheet } from '@/components/protection/draft-link-sheet'
import { tokenWith } from '@/components/testing/access'
import { bypassTokenWith } from '@/components/testing/bypass-tokens'
import { T0 } from '@/components/testing/instants'
import { deploymentList } from '@/components/testing/operations'
import { projectWith } from '@/components/testing/overviews'
import { draftLinkWith } from '@/components/testing/protections'
import { BypassSheet } from '@/components/tokens/bypass-sheet'
import { RotateSheet } from '@/components/tokens/rotate-sheet'
import { TokenSheet } from '@/components/tokens/token-sheet'

const project = 'storefront'
const PROJECTS = { listProjects: { projects: [projectWith()] } }
const NAMED = [{ fill: 'Name', with: 'ci' }, { press: 'Create token' }]
const NOTED = [{ fill: 'Note', with: 'CMS webhook' }, { press: 'Create bypass token' }]
const ROTATE = [{ press: 'Rotate token' }]
const MADE = { token: `frb_${'s'.repeat(43)}`, summary: bypassTokenWith(), seq: 48_240 }
const FULL = new Refused('conflict', 'This project has 100 tokens that hold: revoke one first.')
const ENDING = bypassTokenWith({ state: 'ending', expiresAt: new Date(T0 + 3_600_000).toISOString() })
const LINKED = [{ fill: 'For whom', with: 'Edda, before the launch' }, { press: 'Make draft link' }]

/** Secrets: what is asked for, and what is shown once. */
export const TOKEN_SCENES = [
  ...scenesOf(
    'TokenSheet',
    { draw: (close) => <TokenSheet project={project} isOpen onClose={close} /> },
    {
      empty: {},
      working: { answers: { createToken: PENDING }, acts: NAMED },
      refused: { answers: { createToken: AWAY }, acts: NAMED },
      done: { answers: { createToken: { token: `frt_${'s'.repeat(43)}`, summary: tokenWith() } }, acts: NAMED },
    },
  ),
  ...scenesOf(
    'BypassSheet',
    {
      answers: { ...PROJECTS, listDeployments: deploymentList() },
      draw: (close) => <BypassSheet project={project} isOpen onClose={close} />,
    },
    {
      empty: {},
      'wrong path': { acts: [{ fill: 'Only these paths', with: 'blog' }] },
      working: { answers: { createBypassToken: PENDING }, acts: NOTED },
      refused: { answers: { createBypassToken: FULL }, acts: NOTED },
      done: { answers: { createBypassToken: MADE }, acts: NOTED },
    },
  ),
  ...scenesOf(
    'RotateSheet',
    { answers: PROJECTS, draw: (close) => <RotateSheet token={bypassTokenWith()} onClose={close} /> },
    {
      empty: {},
      working: { answers: { rotateBypassToken: PENDING }, acts: ROTATE },
      refused: { answers: { rotateBypassToken: FULL }, acts: ROTATE },
      done: { answers: { rotateBypassToken: { ...MADE, replaced: ENDING } }, acts: ROTATE },
      'done, the old one ended': {
        answers: { rotateBypassToken: { ...MADE, replaced: bypassTokenWith({ state: 'revoked' }) } },
        acts: ROTATE,
      },
    },
  ),
  ...scenesOf(
    'DraftLinkSheet',
    { draw: (close) => <DraftLinkSheet url="https://shop.example.com/news/42" isOpen onClose={close} /> },
    {
      empty: {},
      'no URL': { acts: [{ fill: 'Page', with: 'news/42' }] },
      working: { answers: { createDraftLink: PENDING }, acts: LINKED },
      refused: {
        answers: { createDraftLink: new Refused('not_found', 'shop.example.com is no domain of a project.') },
        acts: LINKED,
      },
      done: {
        answers: {
          createDraftLink: {
            url: `https://shop.example.com/.well-known/freshet/draft?link=${'eyJpZCI6ImRmbF8x'.repeat(12)}`,
            leaveUrl: 'https://shop.example.com/.well-known/freshet/draft/leave?to=%2Fnews%2F42',
            link: draftLinkWith(),
          },
        },
        acts: LINKED,
      },
    },
  ),
]
