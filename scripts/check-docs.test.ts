import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { brokenLinks, relativeTargets } from './check-docs'

test('links, images and references to paths are found; URLs, anchors and code are none', () => {
  const markdown = `[a](docs/a.md#part) ![b](<img/b c.png> "title") [c](https://example.com) [d](#here) [e](mailto:x@y.z)
\`[f](code.md)\` [g][ref] [h](%C3%A4.md?plain=1)

[ref]: ../g.md

\`\`\`md
[i](fenced.md)
\`\`\``
  expect(relativeTargets(markdown)).toEqual(['docs/a.md', 'img/b c.png', 'ä.md', '../g.md'])
})

test('a link to a file that does not exist is named with its document, from wherever that lies', () => {
  const root = mkdtempSync(join(tmpdir(), 'freshet-docs-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  mkdirSync(join(root, 'docs'))
  writeFileSync(join(root, 'README.md'), '[good](docs/guide.md) [folder](docs) [bad](docs/gone.md)')
  writeFileSync(join(root, 'docs/guide.md'), '[up](../README.md) [root](/README.md) [bad](gone.md)')
  expect(brokenLinks(root).toSorted()).toEqual(['README.md: docs/gone.md', 'docs/guide.md: gone.md'])
})
