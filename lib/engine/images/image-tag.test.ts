import { describe, expect, test } from 'vitest'
import { imageTag, imageTags } from '@/lib/engine/images/image-tag'

describe('tags of source images', () => {
  test.each([
    ['a path is its own tag', '/hero.png', '_F_IMG_/hero.png'],
    ['a space and its escape are one source', '/my hero.png', imageTag('/my%20hero.png')],
    ['a default port does not make another source', 'https://cdn.test:443/a.png', imageTag('https://cdn.test/a.png')],
    ['a fragment does not make another source', 'https://cdn.test/a.png#top', imageTag('https://cdn.test/a.png')],
    ['a comma, which would part a list of tags, is escaped', '/a,b.png', '_F_IMG_/a%2Cb.png'],
    ['a slash left out does not make another source', '_astro/a.png', '_F_IMG_/_astro/a.png'],
    ['what is no address is still a tag without control characters', 'https:// \n', '_F_IMG_https://%20%0A'],
  ])('%s', (_title, source, tag) => {
    expect(imageTag(source)).toBe(tag)
  })

  test('an image is reached by its source with and without the query', () => {
    expect(imageTags('/hero.png?v=2')).toEqual([imageTag('/hero.png?v=2'), imageTag('/hero.png')])
    expect(imageTags('/hero.png')).toEqual([imageTag('/hero.png')])
  })

  test('very long sources that begin alike share a tag that can be stored', () => {
    const long = `/${'a'.repeat(3_000)}`
    expect(imageTag(`${long}1.png`)).toBe(imageTag(`${long}2.png`))
    expect(imageTag(long).length).toBeLessThan(256)
  })
})
