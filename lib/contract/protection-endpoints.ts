import { endpoint } from '@/lib/contract/endpoint'
import {
  createDraftLinkInput,
  createDraftLinkResult,
  draftLink,
  draftLinkList,
  getProtectionInput,
  listDraftLinksInput,
  projectProtection,
  revokeDraftLinkInput,
  setProtectionInput,
} from '@/lib/contract/protection'

/** Calls about who may see which hosts, and who sees drafts; part of `endpoints`. */
export const protectionEndpoints = {
  getProtection: endpoint({
    method: 'GET',
    path: '/api/v1/protection',
    input: getProtectionInput,
    output: projectProtection,
    scope: 'read',
    summary: 'Which hosts of a project only visitors with access can see.',
  }),
  setProtection: endpoint({
    method: 'PUT',
    path: '/api/v1/protection',
    input: setProtectionInput,
    output: projectProtection,
    scope: 'admin',
    summary: 'Protect all hosts except the production domains, all hosts, or none. Edges obey as fast as a purge.',
  }),
  listDraftLinks: endpoint({
    method: 'GET',
    path: '/api/v1/draft-links',
    input: listDraftLinksInput,
    output: draftLinkList,
    scope: 'read',
    summary: 'The newest 200 draft links of a project, without their secrets.',
  }),
  createDraftLink: endpoint({
    method: 'POST',
    path: '/api/v1/draft-links',
    input: createDraftLinkInput,
    output: createDraftLinkResult,
    scope: 'deploy',
    summary: 'Make a link that shows one page in draft mode. It is in this answer and nowhere else.',
  }),
  revokeDraftLink: endpoint({
    method: 'DELETE',
    path: '/api/v1/draft-links/{id}',
    input: revokeDraftLinkInput,
    output: draftLink,
    scope: 'deploy',
    summary: 'Revoke a draft link, so that nobody can open it any more.',
  }),
} as const
