import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { SCENES } from '@/components/gallery/scenes/scenes'

const COMPONENTS = join(import.meta.dirname, '..')

/** A component as its file declares it, and what it draws. */
type Drawing = { readonly name: string; readonly file: string; readonly isExported: boolean; readonly draws: string }

const FILES = globSync('**/*.tsx', { cwd: COMPONENTS })
const DECLARED = /^(export )?(?:default )?(?:async )?function (\w+)/gm

const DRAWINGS: readonly Drawing[] = FILES.flatMap((file) => {
  const text = readFileSync(join(COMPONENTS, file), 'utf8')
  const found = [...text.matchAll(DECLARED)]
  return found.map(({ index, 1: exported, 2: name = '' }, at) => ({
    name,
    file,
    isExported: exported !== undefined,
    draws: text.slice(index, found[at + 1]?.index),
  }))
})
const PARTS = DRAWINGS.filter(({ name, file }) => /^[A-Z]/.test(name) && dirname(file).split('/')[0] !== 'gallery')

/** Whether a text draws a component of that name, as an element or as a function that is called. */
const draws = (text: string, name: string) => new RegExp(`<${name}[\\s/>]|\\b${name}\\(`).test(text)

const textOf = (folder: string) =>
  FILES.filter((file) => file.startsWith(folder))
    .map((file) => readFileSync(join(COMPONENTS, file), 'utf8'))
    .join('\n')

/** What the files of a folder draw by name, and what that draws in turn. A name that two files have counts by its own file only. */
function shownParts(folder: string): ReadonlySet<Drawing> {
  const text = textOf(folder)
  const shown = new Set(PARTS.filter(({ name, isExported }) => isExported && draws(text, name)))
  for (const part of shown) {
    const drawn = DRAWINGS.filter(
      ({ name, file, isExported }) => (isExported || file === part.file) && draws(part.draws, name),
    )
    for (const each of drawn) shown.add(each)
  }
  return shown
}

const EXCEPTIONS: Readonly<Record<string, string>> = {
  ProjectShell: 'the frame of every page of a project: shown by each story of `e2e/every-page.spec.ts`',
  TopShell: 'the frame of the other pages: shown there too',
  Providers: 'draws nothing of its own',
}
/** Pages whole: each is opened, in both themes and widths, by `e2e/every-page.spec.ts`; the gallery has their parts. */
const isPage = ({ name }: Drawing) => name.endsWith('View')

test('every exported component is drawn in the gallery', () => {
  expect(PARTS.length).toBeGreaterThan(200)
  const shown = shownParts('gallery/')
  const missing = PARTS.filter((part) => part.isExported && !isPage(part) && !shown.has(part)).map(({ name }) => name)
  expect(missing.filter((name) => EXCEPTIONS[name] === undefined)).toEqual([])
  expect(Object.keys(EXCEPTIONS).filter((name) => !missing.includes(name))).toEqual([])
})

test('every sheet and dialog has scenes of its own', () => {
  const opens = PARTS.filter(({ name, isExported }) => isExported && /(?:Sheet|Dialog)$/.test(name))
  expect(opens.length).toBeGreaterThan(20)
  const bare = ['Sheet', 'ConfirmDialog']
  const staged = new Set(SCENES.map(({ component }) => component))
  expect(opens.map(({ name }) => name).filter((name) => !staged.has(name) && !bare.includes(name))).toEqual([])
})

test('every form is in a scene, by itself or in its sheet', () => {
  const forms = PARTS.filter(({ name, isExported }) => isExported && name.endsWith('Form'))
  expect(forms.length).toBeGreaterThan(10)
  const staged = shownParts('gallery/scenes/')
  expect(forms.filter((form) => !staged.has(form)).map(({ name }) => name)).toEqual([])
})
