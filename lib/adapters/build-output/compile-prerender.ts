import { contentTypeOf } from '@/lib/adapters/build-output/content-type'
import { DeployRefusal } from '@/lib/adapters/build-output/deploy-refusal'
import { type PrerenderDocument, parseDocument, prerenderConfigSchema } from '@/lib/adapters/build-output/documents'
import type { ManifestOutput } from '@/lib/adapters/build-output/manifest'
import { isInnerPath } from '@/lib/adapters/build-output/upload'
import type { UploadIndex } from '@/lib/adapters/build-output/upload-index'
import { forwardableHeaders } from '@/lib/engine/headers'
import { compileCondition } from '@/lib/engine/routing/conditions'
import { RouteError } from '@/lib/engine/routing/pattern'

type Prerender = Extract<ManifestOutput, { kind: 'prerender' }>

/** 20 MB, the reference's limit (`FALLBACK_BODY_TOO_LARGE`). */
const MAX_FALLBACK_BYTES = 20_000_000

const TAGS_HEADER = 'x-next-cache-tags'
const EMPTY_FALLBACK_HEADER = 'x-vercel-empty-fallback'
/** Content type of a partial prerender: the postponed state stands in front of the body, which is not to be sent. */
const PARTIAL_TYPE = 'application/x-nextjs-pre-render'

/** The parsed `<name>.prerender-config.json` and the build-time copy it names. */
export function compilePrerender(file: string, upload: UploadIndex): Pick<Prerender, 'config' | 'chain' | 'fallback'> {
  const document = parseDocument(prerenderConfigSchema, upload.documents[file], file)
  const bypassFor = document.experimentalBypassFor ?? []
  try {
    for (const condition of bypassFor) compileCondition(condition)
  } catch (error) {
    if (!(error instanceof RouteError)) throw error
    throw new DeployRefusal('broken_config', {
      file,
      key: 'experimentalBypassFor',
      reason: error.message,
      cause: error,
    })
  }
  return {
    config: {
      expiration: document.expiration,
      staleExpirationSeconds: document.staleExpiration || null,
      group: document.group ?? null,
      bypassToken: document.bypassToken ?? null,
      allowQuery: document.allowQuery ?? null,
      allowHeader: (document.allowHeader ?? []).map((name) => name.toLowerCase()),
      passQuery: document.passQuery === true,
      exposeErrorBody: document.exposeErrBody === true,
      bypassFor,
      sourcePath: document.sourcePath ?? null,
      onMiss: document.onMiss === 'dynamic' ? 'dynamic' : 'sync',
      partialFallback: document.partialFallback === true,
      initialMetadata: document.initialMetadata,
    },
    chain: compileChain(document),
    fallback: compileFallback(file, document, upload),
  }
}

/** What completes a partial prerender. The older spelling names the output alone. */
function compileChain({ chain, experimentalStreamingLambdaPath }: PrerenderDocument): Prerender['chain'] {
  if (chain) {
    const { outputPath, headers } = chain
    return { outputPath, headers: Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]) }
  }
  const outputPath = experimentalStreamingLambdaPath
  return outputPath ? { outputPath, headers: [['x-matched-path', outputPath]] } : null
}

function compileFallback(file: string, document: PrerenderDocument, upload: UploadIndex): Prerender['fallback'] {
  const { fallback } = document
  if (fallback === null || fallback === undefined) return null
  const named = typeof fallback === 'string' ? { fsPath: fallback, contentType: null } : fallback
  const found = upload.files.get(besides(file, named.fsPath))
  if (found === undefined) {
    throw new DeployRefusal('missing_file', {
      file,
      key: 'fallback',
      reason: `"${named.fsPath}" is not in the output.`,
    })
  }
  if (found.sizeBytes > MAX_FALLBACK_BYTES) {
    const reason = `"${named.fsPath}" has ${found.sizeBytes} bytes; a fallback may have ${MAX_FALLBACK_BYTES}.`
    throw new DeployRefusal('fallback_too_large', { file, key: 'fallback', reason })
  }
  const headers = headersOf(document)
  const contentType = headerOf(headers, 'content-type') ?? named.contentType ?? contentTypeOf(named.fsPath)
  if (headerOf(headers, EMPTY_FALLBACK_HEADER) === 'true') return null
  const partial = contentType.startsWith(PARTIAL_TYPE) ? readPartialType(contentType) : WHOLE
  // Without the state, or anything that takes it, the page stays incomplete: the function makes all of it.
  if (partial === undefined || partial.stateLength > found.sizeBytes) return null
  if (partial.stateLength > 0 && compileChain(document) === null) return null
  const internal = new Set([EMPTY_FALLBACK_HEADER, 'content-type', 'cache-control'])
  const kept = forwardableHeaders(headers).filter(([name]) => !internal.has(name))
  return {
    file: { sha256: found.sha256, sizeBytes: found.sizeBytes },
    stateLength: partial.stateLength,
    status: document.initialStatus ?? 200,
    headers: [
      ['content-type', partial.type ?? contentType],
      ...kept.map(([name, value]): [string, string] => [name, value]),
    ],
    tags: tagsOf(headerOf(headers, TAGS_HEADER)),
  }
}

const WHOLE = { stateLength: 0, type: null }

/** `…; state-length=2938; origin="text/html; charset=utf-8"`: how long the state is, and what the rest is of. */
function readPartialType(contentType: string): { stateLength: number; type: string } | undefined {
  const length = /;\s*state-length=(\d{1,9})\s*(?:;|$)/.exec(contentType)?.[1]
  const type = /;\s*origin="([^"]+)"/.exec(contentType)?.[1]
  return length === undefined || type === undefined ? undefined : { stateLength: Number(length), type }
}

/** `fsPath` is relative to the folder of the config file and stays inside the output. */
function besides(file: string, fsPath: string): string {
  const parts = file.split('/').slice(0, -1)
  for (const part of fsPath.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.' && part !== '') parts.push(part)
  }
  const path = parts.join('/')
  if (fsPath.startsWith('/') || !isInnerPath(path) || !path.startsWith('functions/')) {
    throw new DeployRefusal('escaping_path', { file, key: 'fallback', reason: `"${fsPath}" leaves the output folder.` })
  }
  return path
}

function headersOf({ initialHeaders }: PrerenderDocument): [string, string][] {
  return Object.entries(initialHeaders ?? {}).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one): [string, string] => [name.toLowerCase(), one]),
  )
}

const headerOf = (headers: readonly [string, string][], name: string) => headers.find(([other]) => other === name)?.[1]

function tagsOf(header: string | undefined): string[] {
  const tags = (header ?? '').split(',').map((tag) => tag.trim())
  return [...new Set(tags.filter((tag) => tag !== ''))]
}
