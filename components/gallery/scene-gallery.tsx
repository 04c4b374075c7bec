'use client'

import { GalleryPage } from '@/components/gallery/gallery-page'
import type { Scene } from '@/components/gallery/scenes/scene'
import { SCENES } from '@/components/gallery/scenes/scenes'
import { Stage } from '@/components/gallery/stage'
import { NowProvider } from '@/components/shell/now'
import { useUrlParams } from '@/components/shell/use-url-params'
import { T0 } from '@/components/testing/instants'
import { Button } from '@/components/ui/button'

const COMPONENTS = [...new Set(SCENES.map(({ component }) => component))]

/** What needs the whole window, the API or an operator to be in some state: each opens by its button, and is a link. */
export function SceneGallery() {
  const { params, change } = useUrlParams()
  const shown = SCENES.find(({ id }) => id === params.scene)
  const stage = shown && <Stage key={shown.id} scene={shown} onClose={() => change({ scene: undefined })} />
  if (shown?.width === 'window') return stage
  return (
    <NowProvider serverNowMs={T0}>
      <GalleryPage title="Scenes">
        {stage}
        <ul className="grid gap-x-6 gap-y-4 md:grid-cols-2">
          {COMPONENTS.map((component) => (
            <li key={component} className="flex flex-col gap-1.5">
              <h2 className="font-medium">{component}</h2>
              <div className="flex flex-wrap gap-1.5">
                {SCENES.filter((scene) => scene.component === component).map((scene) => (
                  <SceneButton
                    key={scene.id}
                    scene={scene}
                    isShown={scene === shown}
                    onShow={() => change({ scene: scene.id })}
                  />
                ))}
              </div>
            </li>
          ))}
        </ul>
      </GalleryPage>
    </NowProvider>
  )
}

type SceneButtonProps = { scene: Scene; isShown: boolean; onShow: () => void }

function SceneButton({ scene: { id, component, state }, isShown, onShow }: SceneButtonProps) {
  return (
    <Button
      size="small"
      data-scene={id}
      aria-label={`${component}, ${state}`}
      aria-current={isShown ? 'true' : undefined}
      onClick={onShow}
    >
      {state}
    </Button>
  )
}
