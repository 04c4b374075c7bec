'use client'

import { AWAY, PENDING, Refused, scenesOf } from '@/components/gallery/scenes/scene'
import { OriginSheet } from '@/components/origins/origin-sheet'
import { ProtectionForm } from '@/components/protection/protection-form'
import { priceSheetWith, steppedSheet } from '@/components/testing/prices'
import { protectionWith } from '@/components/testing/protections'
import { Panel } from '@/components/ui/panel'
import { SheetEditor } from '@/components/usage/sheet-editor'
import { VariableSheet } from '@/components/variables/variable-sheet'
import type { Protection } from '@/lib/contract/protection'

const project = 'storefront'
const ALLOW = [{ fill: 'Origin', with: 'http://10.0.0.5:8080' }, { press: 'Allow origin' }]
const SET = [{ fill: 'Name', with: 'CMS_TOKEN' }, { fill: 'Value', with: 'a secret' }, { press: 'Set variable' }]
const PLACE = { provider: 'vercel', plan: 'pro', region: 'fra1' } as const
const SHEET = { sheet: priceSheetWith(), versions: [] }
const EDITED = `Save as version ${priceSheetWith().version + 1}`
const NO_KEY = new Refused('unavailable', 'FRESHET_SECRET_KEY holds no usable key: set one, then start again.')

const PROTECT = [{ press: 'All' }, { press: 'Save' }]

function protectedAs(level: Protection) {
  const open = protectionWith()
  const isProtected = level !== 'off'
  return protectionWith({
    protection: level,
    hosts: open.hosts.map((host) => ({ ...host, isProtected: level === 'all' || (isProtected && host.isProtected) })),
    deploymentHosts: { ...open.deploymentHosts, isProtected },
  })
}

function protection(level: Protection) {
  return () => (
    <Panel title="Protection">
      <ProtectionForm shown={protectedAs(level)} />
    </Panel>
  )
}

/** What a project may reach, what its functions read, and what it costs. */
export const SETTING_SCENES = [
  ...scenesOf(
    'OriginSheet',
    { draw: (close) => <OriginSheet project={project} isOpen onClose={close} /> },
    {
      empty: {},
      'no origin': { acts: [{ fill: 'Origin', with: 'http://10.0.0.5/api' }] },
      working: { answers: { allowOrigin: PENDING }, acts: ALLOW },
      refused: { answers: { allowOrigin: AWAY }, acts: ALLOW },
    },
  ),
  ...scenesOf(
    'ProtectionForm',
    { width: 'page', draw: protection('standard') },
    {
      off: { draw: protection('off') },
      standard: {},
      all: { draw: protection('all') },
      chosen: { acts: [{ press: 'All' }] },
      working: { answers: { setProtection: PENDING }, acts: PROTECT },
      saved: { answers: { setProtection: protectedAs('all') }, acts: PROTECT },
      refused: { answers: { setProtection: AWAY }, acts: PROTECT },
    },
  ),
  ...scenesOf(
    'VariableSheet',
    {
      draw: (close) => (
        <VariableSheet
          project={project}
          draft={{ name: '', environments: ['production', 'preview'] }}
          onClose={close}
        />
      ),
    },
    {
      empty: {},
      'wrong name': { acts: [{ fill: 'Name', with: '7 dwarfs' }] },
      'another value': {
        draw: (close) => (
          <VariableSheet
            project={project}
            draft={{ name: 'CMS_TOKEN', environments: ['production'] }}
            onClose={close}
          />
        ),
      },
      working: { answers: { setVariable: PENDING }, acts: SET },
      refused: { answers: { setVariable: NO_KEY }, acts: SET },
    },
  ),
  ...scenesOf(
    'SheetEditor',
    {
      answers: { getSheet: SHEET },
      draw: (close) => <SheetEditor place={PLACE} onClose={close} />,
    },
    {
      loading: { answers: { getSheet: PENDING } },
      filled: {},
      'in steps': { answers: { getSheet: { ...SHEET, sheet: steppedSheet() } } },
      'no number': { acts: [{ fill: 'Fee a month (USD)', with: 'a lot' }] },
      'sheet refused': { answers: { getSheet: AWAY } },
      refused: {
        answers: { saveSheet: new Refused('conflict', 'Somebody saved version 3 meanwhile: look at it first.') },
        acts: [{ press: EDITED }],
      },
    },
  ),
]
