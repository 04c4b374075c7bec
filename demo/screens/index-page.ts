import type { PicturedPage } from './pages.ts'

/** The index of the pictures, as Markdown. */
export function indexOf(pages: readonly PicturedPage[], themes: readonly string[], widths: readonly number[]): string {
  const kinds = themes.flatMap((theme) => widths.map((width) => ({ theme, width })))
  const head = ['Page', ...kinds.map(({ theme, width }) => `${theme}, ${width} px`)]
  const rows = pages.map(({ name, title }) => [
    title,
    ...kinds.map(({ theme, width }) => `[${name}](${name}-${theme}-${width}.webp)`),
  ])
  return `# What each page looks like

Pictures of every page of the dashboard, in both themes and at both widths. \`npm run screens\` makes them, of the [demo](../../demo/README.md):
all that is in them is made up. Of a long page the first 2,400 pixels are shown.

| ${head.join(' | ')} |
|${head.map(() => '---').join('|')}|
${rows.map((row) => `| ${row.join(' | ')} |`).join('\n')}
`
}
