import { Socket } from 'node:net'
import { decodeFrame, encodeFrame, type Frame } from '@/lib/adapters/functions/channel-frame'
import { FrameReader, lengthOf } from '@/lib/adapters/functions/frame-reader'

/** Where a child process finds the pipe: the first descriptor after the three that every process has. */
const PIPE_DESCRIPTOR = 3

/** How a pipe came to its end: nobody is at the other end any more, or what they wrote is no message. */
export type PipeEnd = 'closed' | 'meddled'

/** What is done with what comes through a pipe. */
export type PipeListener = {
  /** Longest frame that is read, in bytes. */
  readonly limitBytes: number
  /** Throws for what is not a message: then nothing more is read, and `ended` is called. */
  readonly heard: (frame: Frame) => void
  /** Called once. Nothing is heard from here on. */
  readonly ended: (end: PipeEnd) => void
}

export type MessagePipe = {
  /** Writes one message. `sent` is called once the system has it, or when it cannot be sent any more. */
  readonly send: (head: unknown, bytes?: Uint8Array, sent?: () => void) => void
  /** What was written and not yet read at the other end, as far as the system does not hold it, in bytes. */
  readonly unreadBytes: () => number
  readonly close: () => void
}

/**
 * The parent's end of `stdio[3]`, a `pipe`, for a child that runs foreign code or reads foreign bytes: such a child can write
 * anything. Node's own IPC parses it outside of any handler, so that a line of garbage throws where nobody catches it, and
 * takes lines of any length (docs/decisions/0026). Here a frame is limited in length, and whatever is none closes the pipe.
 */
export function openParentPipe(stream: unknown, listener: PipeListener): MessagePipe {
  if (!(stream instanceof Socket)) throw new Error('The process was started without a pipe for messages.')
  return openPipe(stream, listener)
}

/** The child's end. Throws in a process that was not started with one. */
export function openChildPipe(listener: PipeListener): MessagePipe {
  return openPipe(new Socket({ fd: PIPE_DESCRIPTOR, readable: true, writable: true }), listener)
}

function openPipe(stream: Socket, { limitBytes, heard, ended }: PipeListener): MessagePipe {
  const reader = new FrameReader(limitBytes)
  let end: PipeEnd = 'closed'
  stream.on('data', (chunk: Buffer) => {
    try {
      for (const frame of reader.read(chunk)) {
        if (stream.destroyed) return
        heard(decodeFrame(frame))
      }
    } catch {
      end = 'meddled'
      stream.destroy()
    }
  })
  // One direction that ends is the end of both; `close` follows, also after an error.
  stream.once('end', () => stream.destroy())
  stream.on('error', () => undefined)
  stream.once('close', () => ended(end))
  return {
    send: (head, bytes, sent) => {
      if (stream.destroyed) {
        sent?.()
        return
      }
      const frame = encodeFrame(head, bytes)
      stream.cork()
      stream.write(lengthOf(frame))
      stream.write(frame, () => sent?.())
      stream.uncork()
    },
    unreadBytes: () => stream.writableLength,
    close: () => stream.destroy(),
  }
}
