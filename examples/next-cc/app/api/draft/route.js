import { draftMode } from 'next/headers'
import { redirect } from 'next/navigation'

/** Opens draft mode for whoever knows the secret; a real site asks for a sign-in here. */
export async function GET(request) {
  if (new URL(request.url).searchParams.get('secret') !== 'example') {
    return new Response('Wrong secret', { status: 403 })
  }
  const draft = await draftMode()
  draft.enable()
  redirect('/draft')
}
