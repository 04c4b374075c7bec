/** Opens draft mode for whoever knows the secret; a real site asks for a sign-in here. */
export default function handler(request, response) {
  if (request.query.secret !== 'example') return response.status(403).send('Wrong secret')
  response.setDraftMode({ enable: true })
  response.redirect('/draft')
}
