import type { Metadata } from 'next'
import { SceneGallery } from '@/components/gallery/scene-gallery'

export const metadata: Metadata = { title: 'Scenes' }

/** Sheets, dialogs and forms in their states; development only, like the gallery. */
export default function ScenesPage() {
  return <SceneGallery />
}
