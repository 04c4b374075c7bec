import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ROOT } from './steps.ts'

const IGNORED = ['node_modules/**', '.next/**', 'dist/**', '.freshet/**', '**/node_modules/**', 'test-results/**']

/** A link or image of Markdown, inline or by reference: `[text](target)`, `[name]: target`. */
const LINK = /(?:\]\(\s*|^\s*\[[^\]]+\]:\s*)(?:<([^>\n]+)>|([^)\s]+))/gm

/** Relative links of every Markdown file that lead nowhere, each as `file: target`. */
export function brokenLinks(root: string): readonly string[] {
  const files = globSync('**/*.md', { cwd: root, exclude: IGNORED })
  const links = files.flatMap((file) =>
    relativeTargets(readFileSync(join(root, file), 'utf8')).map((target) => ({ file, target })),
  )
  return links
    .filter(({ file, target }) => !existsSync(locate(root, file, target)))
    .map(({ file, target }) => `${file}: ${target}`)
}

/** Targets of a text's links that are paths: neither URLs nor anchors of the same page. Code is no link. */
export function relativeTargets(markdown: string): readonly string[] {
  const prose = markdown.replace(/^(```|~~~)[\s\S]*?^\1/gm, '').replace(/`[^`\n]*`/g, '')
  return [...prose.matchAll(LINK)]
    .map((match) => match[1] ?? match[2] ?? '')
    .filter((target) => !/^([a-z][a-z0-9+.-]*:|#|\/\/)/i.test(target))
    .map((target) => decodeURIComponent(target.replace(/[#?].*$/, '')))
}

function locate(root: string, file: string, target: string): string {
  return target.startsWith('/') ? join(root, target) : join(root, dirname(file), target)
}

/** Fails when a document names a file that does not exist. */
export function checkDocs(): void {
  const broken = brokenLinks(ROOT)
  if (broken.length > 0) throw new Error(`Links that lead nowhere:\n  ${broken.join('\n  ')}`)
}
