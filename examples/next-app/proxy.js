import { createHash } from 'node:crypto'
import { NextResponse } from 'next/server'

/** Before the cache, in Node.js: what it does to a request decides which page that is for. */
export function proxy(request) {
  const { pathname } = request.nextUrl
  if (pathname === '/renamed') return NextResponse.rewrite(new URL('/posts/3', request.url))
  if (pathname === '/guarded') return NextResponse.redirect(new URL('/posts/3', request.url))
  if (pathname === '/answered') return NextResponse.json({ by: 'the middleware' })
  if (pathname === '/hashed') return NextResponse.json({ md5: createHash('md5').update('Freshet').digest('hex') })
  return NextResponse.next({ headers: { 'x-passed': 'the middleware' } })
}

export const config = { matcher: ['/renamed', '/guarded', '/answered', '/hashed', '/posts/3'] }
