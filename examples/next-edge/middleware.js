import { NextResponse } from 'next/server'

/** Before the cache: what it does to a request decides which page that is for. */
export function middleware(request) {
  const { pathname } = request.nextUrl
  if (pathname === '/renamed') return NextResponse.rewrite(new URL('/timed', request.url))
  if (pathname === '/guarded') return NextResponse.redirect(new URL('/timed', request.url))
  if (pathname === '/answered') return NextResponse.json({ by: 'the middleware' })
  const headers = new Headers(request.headers)
  headers.set('x-greeting', 'good morning')
  return NextResponse.next({ request: { headers }, headers: { 'x-passed': 'the middleware' } })
}

export const config = { matcher: ['/((?!_next/|posts/).*)'] }
