/**
 * What makes one render tell itself from the next: two answers with one id came from one render.
 *
 * @param {Request} request
 */
export function renderMark(request) {
  return {
    id: crypto.randomUUID(),
    renderedAt: new Date().toISOString(),
    invocationId: request.headers.get('x-invocation-id') ?? 'none',
  }
}
