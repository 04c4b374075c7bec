import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { siteSource } from './site-source.ts'
import type { DemoSite, Page } from './sites.ts'

/** Rebuilds a page on demand (reference: `bypassToken` of a prerender). */
const BYPASS_TOKEN = 'demo-bypass-token-0123456789abcdef0123'

/** What is said of an edition of a site. */
export type Edition = {
  readonly site: DemoSite
  /** Grows with each deployment; pages show it. */
  readonly number: number
  /** From this instant on `/sale` and `/topics/archive` cannot be rendered; `null`: they can. */
  readonly failsFromMs: number | null
}

/** Writes the Build Output of an edition to `<folder>/.vercel/output`: one function, of which all pages are. */
export function buildSite(folder: string, edition: Edition): void {
  const { site } = edition
  const output = join(folder, '.vercel/output')
  const write = (path: string, text: string) => {
    const file = join(output, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
    return file
  }
  const bundle = join(output, 'functions/_site.func')
  const link = (name: string) => {
    const at = join(output, 'functions', `${name}.func`)
    mkdirSync(dirname(at), { recursive: true })
    symlinkSync(relative(dirname(at), bundle), at)
  }
  write('static/robots.txt', 'User-agent: *\nAllow: /\n')
  write(`static/assets/site.${edition.number}f3a9c1d2.css`, STYLE)
  const launch = { runtime: 'nodejs24.x', handler: 'index.cjs', launcherType: 'Nodejs', maxDuration: 10 }
  write('functions/_site.func/.vc-config.json', JSON.stringify(launch))
  write('functions/_site.func/index.cjs', siteSource(edition))
  const dynamic = Object.keys(site.routes).filter((route) => route.includes('['))
  write(
    'config.json',
    JSON.stringify({
      version: 3,
      framework: { slug: site.framework, version: `2.${edition.number}.0` },
      crons: site.crons,
      routes: [
        { src: '^/assets/', headers: { 'cache-control': 'public, max-age=31536000, immutable' }, continue: true },
        { handle: 'filesystem' },
        ...dynamic.map(ruleOf),
      ],
    }),
  )
  for (const [route, { revalidate, isFromBuild }] of Object.entries(site.routes)) {
    const pages = isFromBuild ? site.pages.filter((page) => page.route === route) : []
    if (revalidate === null) link(outputOf(route))
    else for (const page of [{ path: route, route }, ...pages.filter(({ path }) => path !== route)]) prerender(page)
  }
  for (const { path } of site.crons) link(outputOf(path))

  function prerender({ path, route }: Pick<Page, 'path' | 'route'>): void {
    const name = outputOf(path)
    const { revalidate, isFromBuild } = site.routes[route] ?? {}
    const parameter = /\[(\w+)\]/.exec(path)?.[1]
    const isBuilt = isFromBuild === true && parameter === undefined
    const fallback = `${basename(name)}.prerender-fallback.html`
    const config = {
      expiration: revalidate,
      bypassToken: BYPASS_TOKEN,
      passQuery: true,
      allowQuery: [...(parameter === undefined ? [] : [parameter]), ...(path === '/search' ? ['q'] : [])],
      fallback: isBuilt ? fallback : null,
      ...(isBuilt && {
        initialHeaders: { 'content-type': 'text/html; charset=utf-8', 'vercel-cache-tag': 'chapters' },
      }),
    }
    link(name)
    write(`functions/${name}.prerender-config.json`, JSON.stringify(config))
    if (isBuilt) write(`functions/${dirname(name)}/${fallback}`, builtPage(edition, path))
  }
}

function outputOf(path: string): string {
  return path === '/' ? 'index' : path.slice(1)
}

function ruleOf(route: string): object {
  const parameter = /\[(\w+)\]/.exec(route)?.[1] ?? ''
  return {
    src: `^${route.replace(`[${parameter}]`, `(?<${parameter}>[^/]+)`)}$`,
    dest: `${route}?${parameter}=$${parameter}`,
  }
}

function builtPage({ site, number }: Edition, path: string): string {
  const title = path === '/' ? site.title : basename(path).replaceAll('-', ' ')
  return `<!doctype html><html lang="en"><head><title>${title}</title></head><body>
<h1>${title}</h1>
<p>Made by the build of edition ${number}, before anybody asked for it.</p>
</body></html>
`
}

const STYLE =
  'body { font: 16px/1.5 system-ui; max-width: 40rem; margin: 2rem auto; padding: 0 1rem }\nimg { max-width: 100% }\n'
