/** One event of a `text/event-stream`. */
export type StreamedEvent = { readonly event: string; readonly data: string; readonly id: string | undefined }

/** An event as it goes over the wire. */
export function eventText({
  event,
  data,
  id,
}: {
  readonly event: string
  readonly data: unknown
  readonly id?: string
}): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
}

/**
 * Reads a stream of events: text in pieces of any size goes in, whole events come out. What has only an `id`, as a
 * heartbeat has, comes out with empty data. Comments are passed over.
 */
export class EventReader {
  #rest = ''

  read(text: string): readonly StreamedEvent[] {
    const blocks = `${this.#rest}${text}`.replaceAll('\r\n', '\n').split('\n\n')
    this.#rest = blocks.pop() ?? ''
    return blocks.flatMap(eventOf)
  }
}

function eventOf(block: string): readonly StreamedEvent[] {
  let [event, data, id]: [string, string, string | undefined] = ['', '', undefined]
  for (const line of block.split('\n')) {
    const [, name = '', value = ''] = /^(\w+):? ?(.*)$/.exec(line) ?? []
    if (name === 'event') event = value
    if (name === 'data') data = data === '' ? value : `${data}\n${value}`
    if (name === 'id') id = value
  }
  return event === '' && data === '' && id === undefined ? [] : [{ event, data, id }]
}
