/**
 * The tag of every optimised image, by the source it was made of: a purge by source image is a purge of this tag. `src` is
 * the `url` parameter as pages write it, decoded: a path of the site such as `/hero.png`, or an absolute URL.
 */
export function sourceImageTag(src: string): string {
  return `_F_IMG_${src}`
}
