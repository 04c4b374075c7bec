import { type Block, type Inline, parseMarkdown } from '@/components/docs/parse-markdown'

/** One of our documents as a page. Links lead within it, or away from the dashboard; those to files beside it are text. */
export function DocumentView({ document, name }: { document: string; name: string }) {
  return (
    <article className="mx-auto flex max-w-3xl flex-col gap-3">
      {parseMarkdown(document).map((block, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the document does not change
        <BlockView key={at} block={block} name={name} />
      ))}
    </article>
  )
}

function BlockView({ block, name }: { block: Block; name: string }) {
  switch (block.kind) {
    case 'heading':
      return <Heading block={block} />
    case 'code':
      return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
        <pre tabIndex={0} className="overflow-x-auto rounded-md bg-sunken px-3 py-2 font-mono text-sm">
          {block.text}
        </pre>
      )
    case 'paragraph':
      return <p>{inline(block.parts, name)}</p>
    case 'list':
      return (
        <ul className="ml-5 list-disc">
          {block.rows.map((row, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the document does not change
            <li key={at}>{inline(row, name)}</li>
          ))}
        </ul>
      )
    case 'table':
      return <TableView block={block} name={name} />
  }
}

const SIZES: Readonly<Record<number, string>> = { 1: 'text-xl', 2: 'mt-6 text-lg', 3: 'mt-3' }

function Heading({ block: { level, anchor, text } }: { block: Block & { kind: 'heading' } }) {
  const className = `scroll-mt-16 break-words font-semibold tracking-tight target:rounded-sm target:bg-accent-soft ${SIZES[level] ?? ''}`
  if (level === 1) return <h1 className={className}>{text}</h1>
  const link = (
    <a href={`#${anchor}`} className="hover:underline">
      {text}
    </a>
  )
  if (level === 2)
    return (
      <h2 id={anchor} className={className}>
        {link}
      </h2>
    )
  return (
    <h3 id={anchor} className={className}>
      {link}
    </h3>
  )
}

function TableView({ block: { head, rows }, name }: { block: Block & { kind: 'table' }; name: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
    <section className="overflow-x-auto" aria-label={`Table: ${head.join(', ')}`} tabIndex={0}>
      <table className="w-full border-collapse text-left">
        <thead>
          <tr>
            {head.map((cell) => (
              <th key={cell} className="border-line border-b py-1 pr-4 font-medium text-muted">
                {cell}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the document does not change
            <tr key={at}>
              {row.map((cell, column) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the document does not change
                <td key={column} className="border-line border-b py-1.5 pr-4 align-top">
                  {inline(cell, name)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function inline(parts: readonly Inline[], name: string) {
  return parts.map((part, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the document does not change
    <Part key={at} part={part} name={name} />
  ))
}

function Part({ part, name }: { part: Inline; name: string }) {
  switch (part.kind) {
    case 'text':
      return part.text
    case 'strong':
      return <strong className="font-semibold">{part.text}</strong>
    case 'code':
      return <code className="break-words rounded-sm bg-sunken px-1 font-mono text-sm">{part.text}</code>
    case 'link': {
      const href = part.href.startsWith(`${name}#`) ? part.href.slice(name.length) : part.href
      if (!/^(?:#|https:)/.test(href)) return part.text
      return (
        <a href={href} className="text-accent underline underline-offset-2">
          {part.text}
        </a>
      )
    }
  }
}
