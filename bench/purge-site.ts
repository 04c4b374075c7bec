/** Pages that differ each time they are made; each has a tag of its own. */
const PAGE = `
const { randomUUID } = require('node:crypto')
module.exports = (request, response) => {
  const name = new URL(request.url, 'http://localhost').searchParams.get('name')
  response.setHeader('content-type', 'text/html; charset=utf-8')
  response.setHeader('vercel-cache-tag', 'page-' + name)
  response.end('<!doctype html><p id="made">' + randomUUID() + '</p>' + '<p>The same in all of them.</p>'.repeat(300))
}`

export const HOST = 'bench.localhost'
export const PATHS = Array.from({ length: 40 }, (_, index) => `/page/${index}`)

export function tagOf(path: string): string {
  return path.replace('/page/', 'page-')
}

/** A Build Output, as path → content. */
export const SITE: Readonly<Record<string, string>> = {
  'config.json': JSON.stringify({
    version: 3,
    routes: [{ handle: 'filesystem' }, { src: '^/page/(?<name>[^/]+)$', dest: '/page/[name]?name=$name' }],
  }),
  'functions/page/[name].func/.vc-config.json': JSON.stringify({
    runtime: 'nodejs24.x',
    handler: 'index.cjs',
    launcherType: 'Nodejs',
  }),
  'functions/page/[name].func/index.cjs': PAGE,
  'functions/page/[name].prerender-config.json': JSON.stringify({
    expiration: 86_400,
    allowQuery: ['name'],
    passQuery: true,
    fallback: null,
  }),
}
