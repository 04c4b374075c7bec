import { endpoint } from '@/lib/contract/endpoint'
import { previewVersionInput, versionPreview } from '@/lib/contract/previews'
import {
  diffVersionsInput,
  getVersionInput,
  listVersionsInput,
  pinInput,
  pinResult,
  unpinInput,
  versionDetail,
  versionDiff,
  versionList,
} from '@/lib/contract/versions'

/** Calls about what is kept of a page, and which of it is served. */
export const versionEndpoints = {
  listVersions: endpoint({
    method: 'GET',
    path: '/api/v1/versions',
    input: listVersionsInput,
    output: versionList,
    scope: 'read',
    summary: 'What is kept of a page, newest first: each regeneration with the versions it made.',
  }),
  getVersion: endpoint({
    method: 'GET',
    path: '/api/v1/versions/{version}',
    input: getVersionInput,
    output: versionDetail,
    scope: 'read',
    summary: 'One version: status, headers, tags, sizes, and the regenerations that made or renewed it.',
  }),
  diffVersions: endpoint({
    method: 'GET',
    path: '/api/v1/diffs',
    input: diffVersionsInput,
    output: versionDiff,
    scope: 'read',
    summary: 'What two versions differ in: body by line, headers, tags.',
  }),
  previewVersion: endpoint({
    method: 'GET',
    path: '/api/v1/versions/{version}/preview',
    input: previewVersionInput,
    output: versionPreview,
    scope: 'read',
    summary: 'Links to see or download a version, on an origin where nobody is signed in; they end after five minutes.',
  }),
  pinPath: endpoint({
    method: 'POST',
    path: '/api/v1/pins',
    input: pinInput,
    output: pinResult,
    scope: 'purge',
    summary: 'Serve an earlier state of a page until it is unpinned: the one named, or the one before.',
  }),
  unpinPath: endpoint({
    method: 'DELETE',
    path: '/api/v1/pins',
    input: unpinInput,
    output: pinResult,
    scope: 'purge',
    summary: 'Serve again what regenerations made of a page.',
  }),
}
