/** Opens preview with words of its own: `?secret=example&words=…&to=/strict/1`. `?close` ends it. */
export default function handler(request, response) {
  const { secret, words, to = '/strict/1', close } = request.query
  if (close !== undefined) return response.clearPreviewData().redirect(to)
  if (secret !== 'example') return response.status(403).send('Wrong secret')
  response.setPreviewData({ words }).redirect(to)
}
