import {
  bypassReceipt,
  bypassTokenList,
  createBypassTokenInput,
  createBypassTokenResult,
  getBypassReceiptInput,
  listBypassTokensInput,
  revokeBypassTokenInput,
  revokeBypassTokenResult,
  rotateBypassTokenInput,
  rotateBypassTokenResult,
} from '@/lib/contract/bypass-tokens'
import { endpoint } from '@/lib/contract/endpoint'

/** Calls about secrets that get past the cache or past protection. */
export const bypassTokenEndpoints = {
  listBypassTokens: endpoint({
    method: 'GET',
    path: '/api/v1/bypass-tokens',
    input: listBypassTokensInput,
    output: bypassTokenList,
    scope: 'read',
    summary: 'Bypass tokens of a project without their secrets, those from builds, and wrong ones.',
  }),
  createBypassToken: endpoint({
    method: 'POST',
    path: '/api/v1/bypass-tokens',
    input: createBypassTokenInput,
    output: createBypassTokenResult,
    scope: 'deploy',
    summary: 'Make a bypass token. Its secret is in this answer and nowhere else.',
  }),
  rotateBypassToken: endpoint({
    method: 'POST',
    path: '/api/v1/bypass-tokens/{id}/rotation',
    input: rotateBypassTokenInput,
    output: rotateBypassTokenResult,
    scope: 'deploy',
    summary: 'Make a new secret for the same scope; the old one keeps working for a while.',
  }),
  revokeBypassToken: endpoint({
    method: 'DELETE',
    path: '/api/v1/bypass-tokens/{id}',
    input: revokeBypassTokenInput,
    output: revokeBypassTokenResult,
    scope: 'deploy',
    summary: 'Revoke a bypass token on all edges.',
  }),
  getBypassReceipt: endpoint({
    method: 'GET',
    path: '/api/v1/bypass-tokens/changes/{seq}',
    input: getBypassReceiptInput,
    output: bypassReceipt,
    scope: 'read',
    summary: 'Which edges obey a change of bypass tokens, and how fast.',
  }),
}
