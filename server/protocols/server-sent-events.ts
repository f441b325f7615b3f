/** The form of a stream of server-sent events: WHATWG HTML §9.2.6. What they mean is their protocol's. */

export const EVENT_STREAM = 'text/event-stream'

export interface ServerSentEvent {
  /** `message` unless the event has a name. */
  name: string
  data: string
}

/** An event counts once its blank line has come; comments and fields that nobody asked for are passed over. */
export function* eventsIn(text: string): Generator<ServerSentEvent> {
  const blocks = text.replace(/\r\n?/g, '\n').split('\n\n')
  for (const block of blocks.slice(0, -1)) {
    let name = 'message'
    const data: string[] = []
    for (const line of block.split('\n')) {
      // `s`: U+2028 ends no line here, as it may stand in JSON.
      const [, field, value = ''] = /^([^:]+)(?:: ?(.*))?$/s.exec(line) ?? []
      if (field === 'event') name = value
      if (field === 'data') data.push(value)
    }
    if (data.length > 0) yield { name, data: data.join('\n') }
  }
}
