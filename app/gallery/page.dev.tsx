import type { Metadata } from 'next'
import { Gallery } from '@/components/gallery/gallery'

export const metadata: Metadata = { title: 'Gallery' }

/** Every component in its states; development only, which the name of this file sees to. */
export default function GalleryPage() {
  return <Gallery />
}
