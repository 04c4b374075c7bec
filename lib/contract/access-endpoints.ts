import {
  createTokenInput,
  createTokenResult,
  operatorSelf,
  revokeSessionInput,
  revokeTokenInput,
  sessionList,
  setUpInput,
  signInInput,
  tokenList,
  tokenSummary,
} from '@/lib/contract/access'
import { nothing } from '@/lib/contract/common'
import { endpoint } from '@/lib/contract/endpoint'

/** Calls about who may come in: tokens, the set-up, signing in and out, sessions. */
export const accessEndpoints = {
  listTokens: endpoint({
    method: 'GET',
    path: '/api/v1/tokens',
    input: nothing,
    output: tokenList,
    scope: 'admin',
    summary: 'Tokens, without their secrets.',
  }),
  createToken: endpoint({
    method: 'POST',
    path: '/api/v1/tokens',
    input: createTokenInput,
    output: createTokenResult,
    scope: 'admin',
    summary: 'Make a token. Its secret is in this answer and nowhere else.',
  }),
  revokeToken: endpoint({
    method: 'DELETE',
    path: '/api/v1/tokens/{id}',
    input: revokeTokenInput,
    output: tokenSummary,
    scope: 'admin',
    summary: 'Revoke a token at once.',
  }),

  setUp: endpoint({
    method: 'POST',
    path: '/api/v1/access/set-up',
    input: setUpInput,
    output: operatorSelf,
    scope: 'public',
    summary: 'Make the first owner with the secret of the set-up link, and sign in.',
  }),
  signIn: endpoint({
    method: 'POST',
    path: '/api/v1/access/sign-in',
    input: signInInput,
    output: operatorSelf,
    scope: 'public',
    summary: 'Sign in. The session is a cookie.',
  }),
  signOut: endpoint({
    method: 'POST',
    path: '/api/v1/access/sign-out',
    input: nothing,
    output: nothing,
    scope: 'session',
    summary: 'Sign this browser out.',
  }),
  getSelf: endpoint({
    method: 'GET',
    path: '/api/v1/access/self',
    input: nothing,
    output: operatorSelf,
    scope: 'session',
    summary: 'Who is signed in.',
  }),
  listSessions: endpoint({
    method: 'GET',
    path: '/api/v1/access/sessions',
    input: nothing,
    output: sessionList,
    scope: 'session',
    summary: 'Where you are signed in.',
  }),
  revokeSession: endpoint({
    method: 'DELETE',
    path: '/api/v1/access/sessions/{id}',
    input: revokeSessionInput,
    output: nothing,
    scope: 'session',
    summary: 'Sign one of your browsers out.',
  }),
} as const
