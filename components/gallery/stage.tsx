'use client'

import { useEffect, useRef, useState } from 'react'
import { Answered } from '@/components/gallery/answered'
import { play } from '@/components/gallery/scenes/play'
import type { Scene } from '@/components/gallery/scenes/scene'

/** Draws a scene: the API answers as it says, and what an operator would do is done. Busy until all is. */
export function Stage({ scene, onClose }: { scene: Scene; onClose: () => void }) {
  const { id, component, state, answers, acts, draw } = scene
  const [isPlaying, setIsPlaying] = useState(true)
  const stage = useRef<HTMLElement>(null)

  useEffect(() => {
    if (stage.current === null) return
    const leaving = new AbortController()
    play(acts, stage.current, leaving.signal).then(
      () => !leaving.signal.aborted && setIsPlaying(false),
      // biome-ignore lint/suspicious/noConsole: a story of the gallery fails by it
      (error: unknown) => console.error(error),
    )
    return () => leaving.abort()
  }, [acts])

  return (
    <section
      ref={stage}
      data-stage={id}
      // A page that takes the window is a landmark itself, and may lie in no other: a section without a name is none.
      aria-label={scene.width === 'window' ? undefined : `${component}, ${state}`}
      aria-busy={isPlaying}
      className={WIDTHS[scene.width]}
    >
      <Answered answers={answers}>{draw(onClose)}</Answered>
    </section>
  )
}

const WIDTHS = { sheet: 'max-w-[460px]', page: '', window: '' } as const
