/** A part of a text: words, code, strong words, or a link. */
export type Inline =
  | { readonly kind: 'text' | 'code' | 'strong'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string }

export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly anchor: string; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'paragraph'; readonly parts: readonly Inline[] }
  | { readonly kind: 'list'; readonly rows: readonly (readonly Inline[])[] }
  | {
      readonly kind: 'table'
      readonly head: readonly string[]
      readonly rows: readonly (readonly (readonly Inline[])[])[]
    }

/** As much of Markdown as our own documents are written in. Nothing of it is HTML: what looks so is text. */
export function parseMarkdown(document: string): readonly Block[] {
  const blocks: Block[] = []
  const lines = document.split('\n')
  for (let at = 0; at < lines.length; ) {
    const { block, length } = blockAt(lines, at)
    if (block !== undefined) blocks.push(block)
    at += length
  }
  return blocks
}

type Read = { readonly block?: Block; readonly length: number }

function blockAt(lines: readonly string[], at: number): Read {
  const line = lines[at] ?? ''
  if (line.trim() === '') return { length: 1 }
  const heading = /^(#{1,6}) (.*)$/.exec(line)
  if (heading) {
    const [, marks = '', text = ''] = heading
    return { block: { kind: 'heading', level: marks.length, anchor: anchorOf(text), text }, length: 1 }
  }
  if (line.startsWith('```')) {
    const end = endOf(lines, at + 1, (each) => each.startsWith('```'))
    return { block: { kind: 'code', text: lines.slice(at + 1, end).join('\n') }, length: end - at + 1 }
  }
  if (line.startsWith('|')) {
    const end = endOf(lines, at, (each) => !each.startsWith('|'))
    return { block: tableOf(lines.slice(at, end)), length: end - at }
  }
  const end = endOf(lines, at + 1, (each) => each.trim() === '' || /^(?:#|\||```)/.test(each))
  const text = lines.slice(at, end)
  return { block: line.startsWith('- ') ? listOf(text) : paragraphOf(text), length: end - at }
}

function endOf(lines: readonly string[], from: number, isEnd: (line: string) => boolean): number {
  const end = lines.findIndex((line, at) => at >= from && isEnd(line))
  return end === -1 ? lines.length : end
}

function paragraphOf(lines: readonly string[]): Block {
  return { kind: 'paragraph', parts: parseInline(lines.map((line) => line.trim()).join(' ')) }
}

function listOf(lines: readonly string[]): Block {
  const rows = lines.join('\n').split(/^- /m).slice(1)
  return { kind: 'list', rows: rows.map((row) => parseInline(row.replace(/\s+/g, ' ').trim())) }
}

function tableOf(lines: readonly string[]): Block {
  const [head = [], , ...rows] = lines.map((line) => line.replace(/^\||\|\s*$/g, '').split(/(?<!\\)\|/))
  const cells = (row: readonly string[]) => row.map((cell) => parseInline(cell.trim()))
  return { kind: 'table', head: head.map((cell) => cell.trim()), rows: rows.map(cells) }
}

/** Code first: nothing in it means anything else. */
const INLINE = /`([^`]+)`|\*\*([^*]+)\*\*|\[([^\]]+)\]\(([^)\s]+)\)/g

/** The code, bold words and links of one line; everything else is text. */
export function parseInline(text: string): readonly Inline[] {
  const parts: Inline[] = []
  let end = 0
  for (const match of text.matchAll(INLINE)) {
    const [whole, code, strong, label, href] = match
    if (match.index > end) parts.push({ kind: 'text', text: text.slice(end, match.index) })
    if (code !== undefined) parts.push({ kind: 'code', text: code })
    else if (strong !== undefined) parts.push({ kind: 'strong', text: strong })
    else if (label !== undefined && href !== undefined)
      parts.push({ kind: 'link', text: label.replaceAll('`', ''), href })
    end = match.index + whole.length
  }
  return end < text.length ? [...parts, { kind: 'text', text: text.slice(end) }] : parts
}

/** Of a heading, the way GitHub makes it. */
function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-')
}
